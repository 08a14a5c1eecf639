import { Check } from 'lucide-react'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

import { isWordOf, normal, type Target, translated, withPart, withValue } from './mapping'
import { usePeople } from './people'
import type { Rule } from './requests'
import { ValueInput } from './value-input'

interface ColumnDetailsProps {
  column: string
  rule: Rule
  target: Target
  rules: Rule[]
  /** The column's values, the most frequent first. */
  values: string[]
  /** Those that nobody knows a translation of. */
  unknown: string[]
  onChange: (rules: Rule[]) => void
}

/** How a column's cells are read: which word stands for which value, what an empty cell is, where lists are cut. */
export function ColumnDetails(props: ColumnDetailsProps) {
  const { rule, target, rules, onChange } = props
  const isList = target.kind === 'people' || target.kind === 'tags'
  return (
    <div className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Empty cells are" hint="Used for every row where the cell is empty.">
          {({ id }) => (
            <div id={id}>
              <ValueInput
                target={target}
                label={`Empty cells of ${props.column}`}
                value={rule.default ?? ''}
                none="Left empty"
                onChange={(text) => {
                  onChange(withPart(rules, target.target, { default: text || undefined }))
                }}
              />
            </div>
          )}
        </Field>
        {isList && (
          <Field label="Cut at" hint="Comma, semicolon and line break, if you leave it empty.">
            {(control) => (
              <Input
                {...control}
                value={rule.split ?? ''}
                placeholder=",;"
                onChange={(event) => {
                  onChange(
                    withPart(rules, target.target, { split: event.target.value || undefined }),
                  )
                }}
              />
            )}
          </Field>
        )}
      </div>
      <Values {...props} />
    </div>
  )
}

function Values({ column, rule, target, rules, values, unknown, onChange }: ColumnDetailsProps) {
  const people = usePeople()
  const isPerson = target.kind === 'people' || target.kind === 'person'
  const isKnown = (value: string) =>
    isWordOf(target, value) ||
    (isPerson &&
      people.some(({ name, email }) => [normal(name), normal(email)].includes(normal(value))))
  const hasWords = target.options !== undefined || isPerson
  // What is translated is shown even where the column has other values, or too many.
  const given = (rule.values ?? []).map(({ from }) => from)
  const parts =
    target.kind === 'people' ? values.flatMap((value) => cut(value, rule.split)) : values
  const shown = unique([...unknown, ...(hasWords ? parts : []), ...given])
  if (shown.length === 0) {
    return (
      <p className="text-xs text-muted">
        The cells are read as they are
        {target.kind === 'date' && ', like 2026-03-31, 31.3.2026 or 2026-03-31T09:00:00Z'}.
      </p>
    )
  }
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">What the values of {column} stand for</caption>
      <thead>
        <tr className="text-left text-xs text-muted">
          <th scope="col" className="w-1/2 pb-1 font-medium">
            In the file
          </th>
          <th scope="col" className="pb-1 font-medium">
            {target.name}
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((value) => {
          const to = translated(rule, value)
          const known = to === undefined && isKnown(value)
          return (
            <tr key={value}>
              <td className="max-w-0 truncate py-1 pr-3" title={value}>
                {value}
              </td>
              <td className="py-1">
                <div className="flex items-center gap-2">
                  <ValueInput
                    target={target}
                    label={`${value} stands for`}
                    value={to ?? ''}
                    none={known ? 'As it is' : hasWords ? 'Not known' : 'As it is'}
                    invalid={hasWords && to === undefined && !known}
                    onChange={(text) => {
                      const next = withValue(rule.values ?? [], value, text)
                      onChange(
                        withPart(rules, target.target, {
                          values: next.length > 0 ? next : undefined,
                        }),
                      )
                    }}
                  />
                  <span className="size-4 shrink-0">
                    {(known || to !== undefined) && (
                      <Check className="size-4 text-success-text" aria-label="Known" />
                    )}
                  </span>
                </div>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function cut(value: string, split: string | null | undefined): string[] {
  const at = split ?? ',;\n'
  const letters = Array.from(value, (letter) => (at.includes(letter) ? '\n' : letter))
  return letters
    .join('')
    .split('\n')
    .map((part) => part.trim())
    .filter(Boolean)
}

function unique(values: string[]): string[] {
  const seen = new Set<string>()
  return values.filter((value) => !seen.has(normal(value)) && seen.add(normal(value)))
}
