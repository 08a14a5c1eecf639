import { ChevronRight } from 'lucide-react'

import { Badge } from '@/components/ui/badge'

import { type Standing, STANDINGS } from './stands'

interface RuleStepsProps {
  stands: ReadonlyMap<string, Standing>
  stepName: (id: string) => string
  onOpen: (id: string) => void
}

/** The steps that a run of a rule came to: a rule has no drawing. */
export function RuleSteps({ stands, stepName, onOpen }: RuleStepsProps) {
  return (
    <ol aria-label="Steps" className="grid max-w-xl grid-cols-1 gap-2">
      {[...stands].map(([id, standing]) => {
        const { words, tone, icon: Icon } = STANDINGS[standing]
        return (
          <li key={id}>
            <button
              type="button"
              className="flex w-full items-center gap-3 rounded-lg border border-line bg-surface p-3 text-left hover:bg-hover"
              onClick={() => {
                onOpen(id)
              }}
            >
              <span className="min-w-0 flex-1 truncate text-sm font-medium">{stepName(id)}</span>
              <Badge tone={tone}>
                <Icon aria-hidden />
                {words}
              </Badge>
              <ChevronRight className="size-4 shrink-0 text-muted" aria-hidden />
            </button>
          </li>
        )
      })}
    </ol>
  )
}
