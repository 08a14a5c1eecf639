/** Fields of forms, out of the server's JSON Schemas. */
import type { Does, Kind } from '../definition'

import generated from './node-schemas.gen.json'

/** As much of JSON Schema as the server's document uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  examples?: unknown[]
  enum?: string[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: boolean | Schema
  oneOf?: Schema[]
  allOf?: Schema[]
}

interface Common {
  /** The named type that it is of: `WorkflowPerson`. */
  type: string | undefined
  /** What it is for, in the words of the server. */
  hint: string
  /** Whether it may be left out. */
  optional: boolean
  example: unknown
}

export interface Property {
  name: string
  field: Field
}

/** One of several forms that a value has. */
export interface Variant {
  key: string
  hint: string
  /** What lies in it, and where: under its key, beside its tag, or nothing. */
  inner:
    | { at: 'key'; field: Field }
    | { at: 'beside'; tag: string; properties: Property[] }
    | { at: 'nowhere' }
}

export type Field = Common &
  (
    | { is: 'text' | 'template' | 'expression'; maxLength: number | undefined }
    | { is: 'number' | 'duration'; minimum: number | undefined; maximum: number | undefined }
    | { is: 'switch' }
    | { is: 'choice'; options: string[] }
    | { is: 'id' }
    | { is: 'list'; item: Field }
    | { is: 'map'; value: Field }
    | { is: 'object'; properties: Property[] }
    | { is: 'variants'; variants: Variant[] }
    | { is: 'unknown' }
  )

const schemas = generated as unknown as Record<string, Schema>

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1)

/** The settings of a kind of node, without `kind`. */
export function settingsOf(kind: Kind): Field {
  const variant = schemas['WorkflowNodeKind']?.oneOf?.find(({ allOf }) =>
    allOf?.some(({ properties }) => properties?.['kind']?.enum?.includes(kind)),
  )
  const settings = variant?.allOf?.find(({ $ref }) => $ref !== undefined)
  return fieldOf(settings ?? { type: 'object', properties: {} }, kind)
}

/** What any node has besides. */
export function propertyOf(type: 'WorkflowNode' | 'WorkflowVariable', name: string): Field {
  return fieldOf(schemas[type]?.properties?.[name] ?? {}, name)
}

/** The field for a value of a schema; `name` is the property that has it. */
export function fieldOf(schema: Schema, name: string, optional = false): Field {
  const { inner, hint, nullable } = unwrapped(schema)
  const type = inner.$ref === undefined ? undefined : nameOf(inner.$ref)
  const target = type === undefined ? inner : (schemas[type] ?? {})
  const common: Common = {
    type,
    hint: inPlainWords(hint ?? target.description),
    optional: optional || nullable,
    example: inner.examples?.[0] ?? target.examples?.[0],
  }
  if (type === 'Template' || type === 'Expression') {
    const is = type === 'Template' ? 'template' : 'expression'
    return { ...common, is, maxLength: target.maxLength }
  }
  return { ...common, ...shapeOf(target, name) }
}

/** A description as a form shows it, without the marks of code. */
function inPlainWords(description = ''): string {
  return description.replace(/\[?`([^`]*)`\]?/g, '$1')
}

/** Without `null`: a field that may be left out is one that may be `null`. */
function unwrapped(schema: Schema): { inner: Schema; hint: string | undefined; nullable: boolean } {
  const rest = schema.oneOf?.filter(({ type }) => type !== 'null') ?? []
  const [only] = rest
  if (schema.oneOf && only && rest.length === 1) {
    return { inner: only, hint: only.description ?? schema.description, nullable: true }
  }
  const nullable = Array.isArray(schema.type) && schema.type.includes('null')
  return { inner: schema, hint: schema.description, nullable }
}

type Shape = Field extends infer Each
  ? Each extends Field
    ? Omit<Each, keyof Common>
    : never
  : never

function shapeOf(schema: Schema, name: string): Shape {
  const type = Array.isArray(schema.type)
    ? schema.type.find((each) => each !== 'null')
    : schema.type
  if (schema.oneOf) return { is: 'variants', variants: schema.oneOf.map(variantOf) }
  if (schema.enum) return { is: 'choice', options: schema.enum }
  switch (type) {
    case 'boolean':
      return { is: 'switch' }
    case 'integer':
    case 'number':
      return {
        is: /(^|_)seconds$/.test(name) ? 'duration' : 'number',
        minimum: schema.minimum,
        maximum: schema.maximum,
      }
    case 'string':
      return schema.format === 'uuid' ? { is: 'id' } : { is: 'text', maxLength: schema.maxLength }
    case 'array':
      return { is: 'list', item: fieldOf(schema.items ?? {}, name) }
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? { is: 'map', value: fieldOf(schema.additionalProperties, name) }
        : { is: 'object', properties: propertiesOf(schema) }
    default:
      return { is: 'unknown' }
  }
}

function propertiesOf({ properties = {}, required = [] }: Schema, except?: string): Property[] {
  return Object.entries(properties)
    .filter(([name]) => name !== except)
    .map(([name, schema]) => ({
      name,
      field: fieldOf(schema, name, !required.includes(name)),
    }))
}

/** `"exit"`, `{"escalate": …}` or `{"when": "schedule", …}`: the three ways in which the server tags unions. */
function variantOf(schema: Schema): Variant {
  const hint = inPlainWords(schema.description)
  const [word] = schema.enum ?? []
  if (word !== undefined) return { key: word, hint, inner: { at: 'nowhere' } }
  const properties = Object.entries(schema.properties ?? {})
  const tag = properties.find(([, { enum: words }]) => words?.length === 1)
  if (tag) {
    const [name, { enum: words }] = tag
    return {
      key: words?.[0] ?? name,
      hint,
      inner: { at: 'beside', tag: name, properties: propertiesOf(schema, name) },
    }
  }
  const [key = '', inner = {}] = properties[0] ?? []
  return { key, hint, inner: { at: 'key', field: fieldOf(inner, key) } }
}

/** The variant that a value has. */
export function variantFor(variants: Variant[], value: unknown): Variant | undefined {
  if (typeof value === 'string') return variants.find(({ key }) => key === value)
  if (typeof value !== 'object' || value === null) return undefined
  const record = value as Record<string, unknown>
  return variants.find(({ key, inner }) =>
    inner.at === 'beside' ? record[inner.tag] === key : inner.at === 'key' && key in record,
  )
}

/** A new value of a variant. */
export function freshVariant({ key, inner }: Variant): unknown {
  if (inner.at === 'nowhere') return key
  if (inner.at === 'key') return { [key]: freshValue(inner.field) }
  return { [inner.tag]: key, ...freshProperties(inner.properties) }
}

function freshProperties(properties: Property[]): Record<string, unknown> {
  return Object.fromEntries(
    properties
      .filter(({ field }) => !field.optional)
      .map(({ name, field }) => [name, freshValue(field)]),
  )
}

/** A new value, as little filled in as the server takes. */
export function freshValue(field: Field): unknown {
  switch (field.is) {
    case 'text':
      return typeof field.example === 'string' ? field.example : ''
    case 'template':
    case 'expression':
      return ''
    case 'number':
    case 'duration':
      return typeof field.example === 'number'
        ? field.example
        : Math.max(field.minimum ?? 0, field.is === 'duration' ? 3600 : 1)
    case 'switch':
      return false
    case 'choice':
      return field.options[0] ?? ''
    case 'list':
      return []
    case 'map':
      return {}
    case 'object':
      return freshProperties(field.properties)
    case 'variants':
      return field.variants[0] && freshVariant(field.variants[0])
    case 'id':
    case 'unknown':
      return undefined
  }
}

/** Settings as the form edits them, without `kind`; and back. */
export function withSettings(does: Does, settings: unknown): Does {
  return { ...(settings as object), kind: does.kind } as Does
}
