import { type ComponentType, createContext, use } from 'react'

import type { KnownName } from '../graph/known-names'

import type { Field } from './field'

export interface WidgetProps {
  field: Field
  /** Empty inside a list, where the list's own label says it. */
  label: string
  /** Absent: what the schema says. */
  hint?: string | undefined
  value: unknown
  /** `undefined` leaves it out. */
  onChange: (value: unknown) => void
  /** Where it lies in the step: `/does/branches/0/when`. */
  pointer: string
}

/** What the folder of a kind says differently about one of its fields. */
export interface FieldOverride {
  label?: string
  hint?: string
  /** The words for the variants or options of it. */
  words?: Record<string, string>
  /** What a variant of it means, where the schema does not tell people. */
  hints?: Record<string, string>
  /** What nothing is called where it may be left out. */
  none?: string
  /** What is added to a list of these. */
  fresh?: (items: unknown[]) => unknown
  /** Takes the place of the widget that the schema asks for. */
  widget?: ComponentType<WidgetProps>
}

/** `nodes/<kind>/form.ts` exports one by default, if the schema alone does not make a good form. */
export interface KindForm {
  /** By where the fields lie in the settings, with a star for each place in a list; `/does` is all of them. */
  fields: Record<string, FieldOverride>
}

interface FormValue {
  /** What is wrong, by pointer. */
  errors: ReadonlyMap<string, string>
  /** The names that expressions and texts may use. */
  names: KnownName[]
  readOnly: boolean
  overrides: Record<string, FieldOverride>
  /** The widget for any field; lists and variants are made of others by it. */
  Widget: ComponentType<WidgetProps>
}

export const FormContext = createContext<FormValue | undefined>(undefined)

export function useForm(): FormValue {
  const value = use(FormContext)
  if (!value) throw new Error('A widget stands in a form.')
  return value
}

/** What the kind's folder says about the field at a pointer. */
export function useOverrides(): (pointer: string) => FieldOverride | undefined {
  const { overrides } = useForm()
  return (pointer) => overrides[placeOf(pointer)]
}

/** `/does/branches/0/when` as overrides name it, with a star for each place in a list. */
function placeOf(pointer: string): string {
  return pointer.replace(/^\/does\//, '').replaceAll(/\/\d+(?=\/|$)/g, '/*')
}
