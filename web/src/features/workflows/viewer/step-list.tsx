import { ChevronRight } from 'lucide-react'

import { Badge } from '@/components/ui/badge'
import { cn } from '@/lib/cn'

import type { Definition } from '../definition'
import { exitLabel } from '../nodes/exits'
import { shapeOf, summaryOf } from '../nodes/registry'
import type { Decoration } from '../shapes/flow'
import { GROUP_STYLE } from '../shapes/group-style'
import { useNames } from '../shapes/names'

interface StepListProps {
  definition: Definition
  decorations?: ReadonlyMap<string, Decoration>
  onOpen: (id: string) => void
}

/** The steps of a workflow as a list: what a small screen has instead of a canvas. */
export function StepList({ definition, decorations, onOpen }: StepListProps) {
  const names = useNames()
  const nameOf = new Map(definition.nodes.map(({ id, name }) => [id, name]))
  return (
    <ol className="grid grid-cols-1 gap-2">
      {definition.nodes.map((step) => {
        const { icon: Icon, title, group } = shapeOf(step.does.kind)
        const decoration = decorations?.get(step.id)
        const leaving = definition.edges.filter(({ from }) => from === step.id)
        return (
          <li key={step.id}>
            <button
              type="button"
              className="flex w-full items-center gap-3 rounded-lg border border-line bg-surface p-3 text-left hover:bg-hover"
              onClick={() => {
                onOpen(step.id)
              }}
            >
              <span
                className={cn(
                  'grid size-8 shrink-0 place-items-center self-start rounded-md',
                  GROUP_STYLE[group],
                )}
              >
                <Icon className="size-4" aria-hidden />
              </span>
              <span className="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
                <span className="flex items-center gap-2">
                  <span className="truncate text-sm font-medium">{step.name || title}</span>
                  {decoration && (
                    <Badge tone={decoration.tone}>
                      {decoration.icon && <decoration.icon aria-hidden />}
                      {decoration.words}
                    </Badge>
                  )}
                </span>
                <span className="truncate text-xs text-muted">
                  {summaryOf(step.does, names) || title}
                </span>
                {leaving.map(({ exit, to }) => (
                  <span key={`${exit}/${to}`} className="truncate text-xs text-muted">
                    → {exitLabel(exit)}: {nameOf.get(to) ?? to}
                  </span>
                ))}
              </span>
              <ChevronRight className="size-4 shrink-0 text-muted" aria-hidden />
            </button>
          </li>
        )
      })}
    </ol>
  )
}
