import { ArrowRight, ChevronDown, GripVertical, TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'

import { useMay } from '@/api/me'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import {
  Select,
  SelectContent,
  SelectGroup,
  SelectItem,
  SelectLabel,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { cn } from '@/lib/cn'

import { ColumnDetails } from './column-details'
import { type Target, translated, withTarget } from './mapping'
import { NewFieldDialog } from './new-field-dialog'
import type { Ground, Rule } from './requests'
import { distinctValues, samplesOf, type Sheet } from './sheet'

interface MapColumnProps {
  column: string
  /** Its place in the file. */
  place: number
  sheet: Sheet | null | undefined
  rule: Rule | undefined
  ground: Ground | undefined
  targets: Target[]
  rules: Rule[]
  onChange: (rules: Rule[]) => void
  onDrag: (column: string | undefined) => void
}

const NOWHERE = ' nowhere'
const NEW = ' new'

const REASONS: Record<Ground['reason'], string> = {
  profile: 'by a profile',
  name: 'by name',
  content: 'by values',
}

export function MapColumn(props: MapColumnProps) {
  const { column, place, sheet, rule, ground, targets, rules, onChange, onDrag } = props
  const id = useId()
  const [open, setOpen] = useState(false)
  const [naming, setNaming] = useState(false)
  const mayMakeFields = useMay('projects.manage')
  const target = targets.find((candidate) => candidate.target === rule?.target)
  const samples = sheet ? samplesOf(sheet, place) : []
  const unknown = rule
    ? (ground?.unknown_values ?? []).filter((value) => !translated(rule, value))
    : []
  return (
    // Dragging is for the mouse; the same is done by the select beside it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', column)
        event.dataTransfer.effectAllowed = 'link'
        onDrag(column)
      }}
      onDragEnd={() => {
        onDrag(undefined)
      }}
      className="rounded-lg border border-line bg-surface transition-colors hover:border-line-strong"
    >
      <div className="grid items-center gap-x-3 gap-y-2 p-3 sm:grid-cols-[minmax(0,1fr)_1rem_minmax(0,17rem)]">
        <div className="flex min-w-0 items-start gap-2">
          <GripVertical
            className="mt-0.5 size-4 shrink-0 cursor-grab text-muted max-sm:hidden"
            aria-hidden
          />
          <div className="min-w-0">
            <h3 id={`${id}-name`} className="truncate text-sm" title={column}>
              {column}
            </h3>
            <p className="mt-0.5 truncate text-xs text-muted" title={samples.join('\n')}>
              {samples.length > 0 ? samples.join(' · ') : sheet ? 'Always empty' : ' '}
            </p>
          </div>
        </div>
        <ArrowRight
          className={cn('size-4 max-sm:hidden', rule ? 'text-accent-text' : 'text-line-strong')}
          aria-hidden
        />
        <Select
          value={rule?.target ?? NOWHERE}
          onValueChange={(chosen) => {
            if (chosen === NEW) setNaming(true)
            else {
              const asked = rules.find((there) => there.target === chosen)?.create
              onChange(
                withTarget(
                  rules,
                  column,
                  chosen === NOWHERE
                    ? undefined
                    : { target: chosen, ...(asked && { create: asked }) },
                ),
              )
            }
          }}
        >
          <SelectTrigger aria-label={`Field for ${column}`} className={cn(!rule && 'text-muted')}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value={NOWHERE}>Leave out</SelectItem>
            {mayMakeFields && <SelectItem value={NEW}>New custom field…</SelectItem>}
            <SelectGroup>
              <SelectLabel>Fields of a task</SelectLabel>
              {targets
                .filter(({ target: word }) => !word.startsWith('custom.'))
                .map((candidate) => (
                  <TargetItem key={candidate.target} candidate={candidate} {...{ rules, column }} />
                ))}
            </SelectGroup>
            {targets.some(({ target: word }) => word.startsWith('custom.')) && (
              <SelectGroup>
                <SelectLabel>Custom fields</SelectLabel>
                {targets
                  .filter(({ target: word }) => word.startsWith('custom.'))
                  .map((candidate) => (
                    <TargetItem
                      key={candidate.target}
                      candidate={candidate}
                      {...{ rules, column }}
                    />
                  ))}
              </SelectGroup>
            )}
          </SelectContent>
        </Select>
        {rule && (
          <div className="flex flex-wrap items-center gap-2 sm:col-start-3">
            {ground && (
              <Badge tone={ground.confidence >= 80 ? 'success' : 'warning'}>
                {ground.confidence} % {REASONS[ground.reason]}
              </Badge>
            )}
            {target?.isNew && <Badge tone="info">New field</Badge>}
            {unknown.length > 0 && (
              <Badge tone="warning">
                <TriangleAlert aria-hidden />
                {unknown.length} unknown
              </Badge>
            )}
            <Button
              variant="ghost"
              size="sm"
              className="ml-auto"
              aria-expanded={open}
              aria-controls={`${id}-details`}
              onClick={() => {
                setOpen(!open)
              }}
            >
              Values
              <span className="sr-only"> of {column}</span>
              <ChevronDown
                className={cn('transition-transform', open && 'rotate-180')}
                aria-hidden
              />
            </Button>
          </div>
        )}
      </div>
      {rule && target && open && (
        <div id={`${id}-details`} className="border-t border-line bg-canvas px-3 py-3 sm:px-9">
          <ColumnDetails
            column={column}
            values={sheet ? distinctValues(sheet, place, 40) : unknown}
            {...{ rule, target, rules, unknown, onChange }}
          />
        </div>
      )}
      <NewFieldDialog
        open={naming}
        onOpenChange={setNaming}
        column={column}
        values={sheet ? distinctValues(sheet, place, 200) : []}
        targets={targets}
        onCreate={(key, create) => {
          onChange(withTarget(rules, column, { target: `custom.${key}`, create }))
        }}
      />
    </li>
  )
}

function TargetItem({
  candidate: { target, name },
  rules,
  column,
}: {
  candidate: Target
  rules: Rule[]
  column: string
}) {
  const taken = rules.find((rule) => rule.target === target)?.column
  return (
    <SelectItem value={target}>
      {name}
      {taken && taken !== column && <span className="text-muted"> (now {taken})</span>}
    </SelectItem>
  )
}
