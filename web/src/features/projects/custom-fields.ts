import type { Schema } from '@/api/client'

export type CustomField = Schema<'CustomField'>

export const KINDS: { value: CustomField['kind']; label: string; hint: string }[] = [
  { value: 'text', label: 'Text', hint: 'Any words' },
  { value: 'number', label: 'Number', hint: 'To add up and compare' },
  { value: 'date', label: 'Date', hint: 'A day' },
  { value: 'select', label: 'Select', hint: 'One of a list' },
  { value: 'person', label: 'Person', hint: 'Someone of the organization' },
  { value: 'checkbox', label: 'Checkbox', hint: 'Yes or no' },
  { value: 'url', label: 'Link', hint: 'An address to open' },
]

/** The key of a new field, from its name: "Delivery window" → `delivery_window`, and no other field's. */
export function fieldKey(name: string, taken: string[]): string {
  const words = name
    .toUpperCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[0-9_]+|_+$/g, '')
    .slice(0, 36)
  const key = words || 'field'
  if (!taken.includes(key)) return key
  let number = 2
  while (taken.includes(`${key}_${number}`)) number += 1
  return `${key}_${number}`
}

/** A field at another place of the list. */
export function moved(fields: CustomField[], from: number, to: number): CustomField[] {
  const field = fields[from]
  if (!field || to < 0 || to >= fields.length) return fields
  const rest = fields.filter((_, index) => index !== from)
  return [...rest.slice(0, to), field, ...rest.slice(to)]
}

/** Options as they are typed, one a line, without empty and repeated ones. */
export function optionsOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean)
}
