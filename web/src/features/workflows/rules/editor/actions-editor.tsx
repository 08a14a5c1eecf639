import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'

import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'

import { knownNames } from '../../graph/known-names'
import { shapeOf } from '../../nodes/registry'
import { GROUP_STYLE } from '../../shapes/group-style'
import {
  ACTION_KINDS,
  actionId,
  ACTIONS_MAX,
  definitionOf,
  type DraftAction,
  errorsOfAction,
  freshAction,
  moved,
  type RuleDraft,
} from '../draft'

import { ActionForm } from './action-form'

interface ActionsEditorProps {
  draft: RuleDraft
  /** What is wrong, by pointer into the rule. */
  errors: ReadonlyMap<string, string>
  readOnly: boolean
  onChange: (then: DraftAction[]) => void
}

/** What a rule does, in order. */
export function ActionsEditor({ draft, errors, readOnly, onChange }: ActionsEditorProps) {
  const list = useRef<HTMLOListElement>(null)
  const adding = useRef<HTMLButtonElement>(null)
  const { then } = draft
  const error = errors.get('/then')
  /** The focus goes with what is moved, so that it can be moved on. */
  const move = (from: number, to: number) => {
    onChange(moved(then, from, to))
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(`:scope > li:nth-child(${to + 1})`)?.focus()
    })
  }
  return (
    <div className="grid grid-cols-1 gap-3">
      {then.length === 0 && (
        <p className="text-sm text-muted">Nothing yet. Add what shall happen.</p>
      )}
      <ol ref={list} aria-label="Actions" className="grid grid-cols-1 gap-3 empty:hidden">
        {then.map((each, index) => (
          <ActionCard
            key={each.key}
            draft={draft}
            index={index}
            errors={errors}
            readOnly={readOnly}
            onChange={(next) => {
              onChange(then.with(index, next))
            }}
            onMove={(to) => {
              move(index, to)
            }}
            onRemove={() => {
              onChange(then.filter(({ key }) => key !== each.key))
              adding.current?.focus()
            }}
          />
        ))}
      </ol>
      {error && (
        <p role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
      {!readOnly && then.length < ACTIONS_MAX && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button ref={adding} className="justify-self-start">
              <Plus aria-hidden />
              Add action
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="start" className="w-64">
            {ACTION_KINDS.map((kind) => {
              const { icon: Icon, title } = shapeOf(kind)
              return (
                <DropdownMenuItem
                  key={kind}
                  onSelect={() => {
                    const key = Math.max(-1, ...then.map((each) => each.key)) + 1
                    onChange([...then, { key, action: freshAction(kind, draft.when) }])
                  }}
                >
                  <Icon aria-hidden />
                  {title}
                </DropdownMenuItem>
              )
            })}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </div>
  )
}

interface ActionCardProps {
  draft: RuleDraft
  index: number
  errors: ReadonlyMap<string, string>
  readOnly: boolean
  onChange: (action: DraftAction) => void
  onMove: (to: number) => void
  onRemove: () => void
}

function ActionCard({
  draft,
  index,
  errors: all,
  readOnly,
  onChange,
  onMove,
  onRemove,
}: ActionCardProps) {
  const each = draft.then[index]
  if (!each) return null
  const { icon: Icon, title, group, hint } = shapeOf(each.action.kind)
  const errors = errorsOfAction(all, index)
  const general = errors.get('/does')
  const called = `${title}, ${index + 1} of ${draft.then.length}`
  return (
    <li
      tabIndex={-1}
      aria-label={called}
      className="rounded-lg border border-line bg-surface outline-offset-2"
    >
      <div className="flex items-center gap-3 border-b border-line px-3 py-2">
        <span
          className={cn('grid size-8 shrink-0 place-items-center rounded-md', GROUP_STYLE[group])}
        >
          <Icon className="size-4" aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-sm font-medium">
            {index + 1}. {title}
          </h3>
          <p className="truncate text-xs text-muted max-sm:hidden">{hint}</p>
        </div>
        {!readOnly && (
          <div className="flex">
            <CardButton
              label={`Move up: ${called}`}
              disabled={index === 0}
              onClick={() => {
                onMove(index - 1)
              }}
            >
              <ArrowUp aria-hidden />
            </CardButton>
            <CardButton
              label={`Move down: ${called}`}
              disabled={index === draft.then.length - 1}
              onClick={() => {
                onMove(index + 1)
              }}
            >
              <ArrowDown aria-hidden />
            </CardButton>
            <CardButton label={`Remove: ${called}`} onClick={onRemove}>
              <Trash2 aria-hidden />
            </CardButton>
          </div>
        )}
      </div>
      <div className="grid grid-cols-1 gap-4 p-3 sm:p-4">
        {general && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text">
            {general}
          </p>
        )}
        <ActionForm
          action={each.action}
          names={knownNames(definitionOf(draft), actionId(index))}
          errors={errors}
          readOnly={readOnly}
          onChange={(action) => {
            onChange({ ...each, action })
          }}
        />
      </div>
    </li>
  )
}

function CardButton({ label, ...props }: { label: string } & React.ComponentProps<typeof Button>) {
  return (
    <Tooltip label={label.split(':', 1)[0] ?? label}>
      <Button variant="ghost" size="icon" aria-label={label} {...props} />
    </Tooltip>
  )
}
