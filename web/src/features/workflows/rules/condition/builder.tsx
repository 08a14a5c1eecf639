import { FolderPlus, Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'

import { Button } from '@/components/ui/button'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { cn } from '@/lib/cn'

import { freshTest } from './operators'
import { type BuilderContext, TestRow } from './test-row'
import type { Condition, Group } from './tree'

/** How deep groups may lie in each other here; text may go deeper. */
const DEPTH_MAX = 3

interface GroupBoxProps {
  group: Group
  context: BuilderContext
  /** How deep it lies; 0 is the whole. */
  depth: number
  onChange: (group: Group) => void
  onRemove?: () => void
}

const JOINS = { all: 'and', any: 'or' }

/** Conditions that hold together, or one of them; groups lie in groups. */
export function GroupBox({ group, context, depth, onChange, onRemove }: GroupBoxProps) {
  const list = useRef<HTMLUListElement>(null)
  const adding = useRef<HTMLButtonElement>(null)
  const { fields, readOnly } = context
  const add = (condition: Condition) => {
    onChange({ ...group, of: [...group.of, condition] })
    // What was added is filled in next.
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(':scope > li:last-child [data-field]')?.focus()
    })
  }
  const fresh = () => {
    const [field] = fields
    return field && freshTest(field)
  }
  return (
    <div
      role="group"
      aria-label={depth === 0 ? 'Conditions' : 'Group of conditions'}
      className={cn(
        'grid min-w-0 flex-1 grid-cols-1 gap-2',
        depth > 0 && 'rounded-md border border-line bg-canvas p-2.5',
      )}
    >
      {(group.of.length > 1 || depth > 0) && (
        <GroupHeader
          group={group}
          readOnly={readOnly}
          onChange={onChange}
          {...(onRemove && { onRemove })}
        />
      )}
      {group.of.length > 0 && (
        <ul ref={list} className="grid grid-cols-1 gap-2">
          {group.of.map((each, index) => (
            <li key={index} className="flex min-w-0 items-start gap-2 max-sm:flex-col">
              {group.of.length > 1 && (
                <span className="w-6 shrink-0 text-right text-xs leading-8 text-muted max-sm:text-left max-sm:leading-4">
                  {index > 0 && JOINS[group.is]}
                </span>
              )}
              <Part
                condition={each}
                context={context}
                depth={depth}
                onChange={(next) => {
                  onChange({ ...group, of: group.of.with(index, next) })
                }}
                onRemove={() => {
                  onChange({ ...group, of: group.of.filter((_, other) => other !== index) })
                  adding.current?.focus()
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <div className="flex flex-wrap gap-1.5">
          <Button
            ref={adding}
            size="sm"
            onClick={() => {
              const test = fresh()
              if (test) add(test)
            }}
          >
            <Plus aria-hidden />
            Add condition
          </Button>
          {depth < DEPTH_MAX - 1 && (
            <Button
              size="sm"
              variant="ghost"
              onClick={() => {
                const test = fresh()
                // A group is for what is joined the other way.
                if (test) add({ is: group.is === 'all' ? 'any' : 'all', of: [test] })
              }}
            >
              <FolderPlus aria-hidden />
              Add group
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

interface PartProps {
  condition: Condition
  context: BuilderContext
  depth: number
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function Part({ condition, depth, ...props }: PartProps) {
  return condition.is === 'test' ? (
    <TestRow test={condition} {...props} />
  ) : (
    <div className="flex w-full min-w-0 flex-1">
      <GroupBox group={condition} depth={depth + 1} {...props} />
    </div>
  )
}

interface GroupHeaderProps {
  group: Group
  readOnly: boolean
  onChange: (group: Group) => void
  onRemove?: () => void
}

function GroupHeader({ group, readOnly, onChange, onRemove }: GroupHeaderProps) {
  return (
    <div className="flex items-center gap-2">
      <Select
        value={group.is}
        disabled={readOnly}
        onValueChange={(is) => {
          onChange({ ...group, is: is === 'any' ? 'any' : 'all' })
        }}
      >
        <SelectTrigger aria-label="How they are joined" className="w-auto">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value="all">All of these hold</SelectItem>
          <SelectItem value="any">At least one of these holds</SelectItem>
        </SelectContent>
      </Select>
      {onRemove && !readOnly && (
        <Button
          variant="ghost"
          size="icon"
          className="ml-auto"
          aria-label="Remove the group"
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </div>
  )
}
