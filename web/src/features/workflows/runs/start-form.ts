/** The form that a person starts a workflow with: its variables. */
import { z } from 'zod'

import type { Schema } from '@/api/client'

import type { Definition, Variable } from '../definition'

type VariableType = Schema<'WorkflowVariableType'>

/** What stands in the controls: text for all but switches. */
export type StartValues = Record<string, string | boolean>

/** Whether a person may start it by hand. */
export function hasManualStart(definition: Definition): boolean {
  return definition.nodes.some(({ does }) => does.kind === 'start' && does.when === 'manual')
}

export function initialValues(variables: Variable[]): StartValues {
  return Object.fromEntries(
    variables.map(({ name, type, initial }) => [
      name,
      type === 'yes_no' ? initial === true : written(initial),
    ]),
  )
}

function written(initial: unknown): string {
  if (typeof initial === 'number') return String(initial)
  return typeof initial === 'string' ? initial : ''
}

/** What is wrong with what was filled in, before the server is asked. */
export function startSchema(variables: Variable[]) {
  return z.object(
    Object.fromEntries(variables.map((variable) => [variable.name, valueSchema(variable)])),
  )
}

function valueSchema({ type, required }: Variable) {
  if (type === 'yes_no') return z.boolean()
  const text = required ? z.string().trim().min(1, 'This is needed to begin') : z.string()
  return type === 'number'
    ? text.refine((value) => !Number.isNaN(Number(value.replace(',', '.'))), 'This is not a number')
    : text
}

/** What is sent: what was left empty is left out. */
export function startVars(variables: Variable[], values: StartValues): Record<string, unknown> {
  return Object.fromEntries(
    variables.flatMap(({ name, type }) => {
      const value = values[name]
      return value === undefined || value === '' ? [] : [[name, sent(type, value)]]
    }),
  )
}

function sent(type: VariableType, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value
  return type === 'number' ? Number(value.replace(',', '.')) : value.trim()
}
