import { Columns3, Equal, X } from 'lucide-react'
import { useState } from 'react'

import type { Schema } from '@/api/client'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { cn } from '@/lib/cn'

import { type Target, withConstant } from './mapping'
import type { Rule } from './requests'
import { ValueInput } from './value-input'

interface MapFieldsProps {
  targets: Target[]
  rules: Rule[]
  mode: Schema<'Mode'>
  /** The column that is being dragged. */
  dragged: string | undefined
  onDrop: (target: string) => void
  onChange: (rules: Rule[]) => void
}

/** The fields of a task, with what goes into each; columns are dropped here. */
export function MapFields({ targets, rules, mode, dragged, onDrop, onChange }: MapFieldsProps) {
  return (
    <section aria-labelledby="map-fields" className="min-w-0 lg:sticky lg:top-4 lg:self-start">
      <h3 id="map-fields" className="mb-2 text-sm">
        Fields of a task
      </h3>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {targets.map((target) => (
          <FieldEntry
            key={target.target}
            target={target}
            rule={rules.find((rule) => rule.target === target.target)}
            required={target.target === 'title' && mode !== 'update'}
            isDragging={dragged !== undefined}
            onDrop={() => {
              onDrop(target.target)
            }}
            onConstant={(constant) => {
              onChange(withConstant(rules, target.target, constant))
            }}
          />
        ))}
      </ul>
    </section>
  )
}

interface FieldEntryProps {
  target: Target
  rule: Rule | undefined
  required: boolean
  isDragging: boolean
  onDrop: () => void
  onConstant: (constant: string | undefined) => void
}

function FieldEntry({ target, rule, required, isDragging, onDrop, onConstant }: FieldEntryProps) {
  const [over, setOver] = useState(false)
  const column = rule?.column
  const constant = rule?.constant
  const label = target.options?.find(({ value }) => value === constant)?.label ?? constant
  return (
    // Dropping is for the mouse; columns have a select that does the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      data-target={target.target}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => {
        setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop()
      }}
      className={cn(
        'flex min-h-9 items-center gap-2 rounded-md border px-2.5 py-1 text-sm transition-colors',
        isDragging ? 'border-dashed border-line-strong' : 'border-line',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <span className={cn('shrink-0 font-medium', !rule && 'font-normal text-muted')}>
        {target.name}
      </span>
      {required && !rule && <Badge tone="warning">Required</Badge>}
      <span className="flex min-w-0 flex-1 items-center justify-end gap-1 text-xs text-muted">
        {column && (
          <>
            <Columns3 className="size-3.5 shrink-0" aria-label="Column" />
            <span className="truncate" title={column}>
              {column}
            </span>
          </>
        )}
        {constant !== undefined && constant !== null && (
          <>
            <Equal className="size-3.5 shrink-0" aria-label="Always" />
            <span className="truncate" title={constant}>
              {label}
            </span>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`No constant for ${target.name}`}
              onClick={() => {
                onConstant(undefined)
              }}
            >
              <X aria-hidden />
            </Button>
          </>
        )}
        {!rule && !['external_id', 'task_key'].includes(target.target) && (
          <Constant target={target} onConstant={onConstant} />
        )}
      </span>
    </li>
  )
}

function Constant({ target, onConstant }: { target: Target; onConstant: (text: string) => void }) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`The same ${target.name} for all rows`}>
          Same for all
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={`${target.name} of every row`}>
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            setOpen(false)
            if (text) onConstant(text)
          }}
        >
          <p className="text-sm font-medium">{target.name} of every row</p>
          <ValueInput
            target={target}
            label={`${target.name} of every row`}
            value={text}
            none="Choose"
            onChange={setText}
          />
          <Button type="submit" variant="primary" disabled={!text} className="justify-self-end">
            Set it
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  )
}
