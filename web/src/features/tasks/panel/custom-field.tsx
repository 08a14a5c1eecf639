import { ExternalLink } from 'lucide-react'
import { useState } from 'react'

import type { Schema } from '@/api/client'
import { Checkbox } from '@/components/ui/checkbox'
import { DatePicker } from '@/components/ui/date-picker'
import { cn } from '@/lib/cn'
import { writtenDay } from '@/lib/days'

import { usePersonOptions } from '../parts/options'
import { usePeople } from '../people'

import { Choice, People } from './choice'

type Value = Schema<'CustomValue'>

interface CustomFieldProps {
  field: Schema<'CustomField'>
  value: Value | undefined
  mayChange: boolean
  onChange: (value: Value | null) => void
}

const CLEAR = '\u0000'

/** A custom field in the manner of its kind. */
export function CustomField({ field, value, mayChange, onChange }: CustomFieldProps) {
  const people = usePersonOptions()
  const { nameOf } = usePeople()
  const text = value === undefined ? '' : String(value)
  switch (field.kind) {
    case 'checkbox':
      return (
        <Checkbox
          aria-label={field.name}
          checked={value === true}
          disabled={!mayChange}
          onCheckedChange={(checked) => {
            onChange(checked === true)
          }}
        />
      )
    case 'select':
      return (
        <Choice
          mayChange={mayChange}
          label={field.name}
          shown={text || <None />}
          options={[
            ...(field.options ?? []).map((option) => ({ value: option, label: option })),
            ...(text ? [{ value: CLEAR, label: 'None' }] : []),
          ]}
          selected={text ? [text] : []}
          onChange={([chosen]) => {
            onChange(chosen === CLEAR ? null : (chosen ?? null))
          }}
        />
      )
    case 'person':
      return (
        <Choice
          mayChange={mayChange}
          label={field.name}
          shown={<People ids={text ? [text] : []} nameOf={nameOf} none="Nobody" />}
          options={[...(text ? [{ value: CLEAR, label: 'Nobody' }] : []), ...people]}
          selected={text ? [text] : []}
          onChange={([chosen]) => {
            onChange(chosen === CLEAR ? null : (chosen ?? null))
          }}
        />
      )
    case 'date':
      if (!mayChange) return text ? <span>{writtenDay(text)}</span> : <None />
      return (
        <DatePicker
          label={field.name}
          value={text || null}
          className="-ml-2 h-control-sm w-[calc(100%+0.5rem)] border-transparent px-2 hover:bg-hover"
          onChange={onChange}
        />
      )
    case 'number':
    case 'text':
    case 'url':
      if (!mayChange) return text ? <Shown kind={field.kind} text={text} /> : <None />
      return <Written field={field} text={text} onChange={onChange} key={text} />
  }
}

function None() {
  return <span className="text-muted">None</span>
}

function Shown({ kind, text }: { kind: string; text: string }) {
  if (kind !== 'url') return <span className="min-w-0 break-words">{text}</span>
  return (
    <a
      href={text}
      target="_blank"
      rel="noopener noreferrer"
      className="min-w-0 truncate text-accent-text hover:underline"
    >
      {text}
    </a>
  )
}

function Written({
  field,
  text,
  onChange,
}: {
  field: Schema<'CustomField'>
  text: string
  onChange: (value: Value | null) => void
}) {
  const [draft, setDraft] = useState(text)
  const [wrong, setWrong] = useState(false)
  const commit = () => {
    const written = draft.trim()
    if (written === text) return
    const number = Number(written.replace(',', '.'))
    const isWrong =
      (field.kind === 'number' && Number.isNaN(number)) ||
      (field.kind === 'url' && written !== '' && !/^https?:\/\/\S+$/.test(written))
    setWrong(isWrong)
    if (isWrong) return
    onChange(written === '' ? null : field.kind === 'number' ? number : written)
  }
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1">
      <input
        aria-label={field.name}
        aria-invalid={wrong || undefined}
        inputMode={field.kind === 'number' ? 'decimal' : field.kind === 'url' ? 'url' : 'text'}
        value={draft}
        placeholder="None"
        className={cn(
          '-ml-2 h-control-sm min-w-0 flex-1 rounded-md border border-transparent bg-transparent px-2 text-sm outline-none hover:bg-hover',
          'focus-visible:border-focus focus-visible:bg-surface focus-visible:outline-2 focus-visible:outline-offset-0 aria-invalid:border-danger',
        )}
        onChange={(event) => {
          setDraft(event.target.value)
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape' && draft !== text) {
            event.stopPropagation()
            event.nativeEvent.stopImmediatePropagation()
            setDraft(text)
            setWrong(false)
          }
        }}
      />
      {field.kind === 'url' && text && (
        <a href={text} target="_blank" rel="noopener noreferrer" aria-label={`Open ${field.name}`}>
          <ExternalLink className="size-4 text-muted" aria-hidden />
        </a>
      )}
      {wrong && (
        <p role="alert" className="w-full text-xs text-danger-text">
          {field.kind === 'number' ? 'Enter a number.' : 'Enter a link that begins with https://.'}
        </p>
      )}
    </div>
  )
}
