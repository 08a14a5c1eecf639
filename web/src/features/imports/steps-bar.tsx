import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'

import { cn } from '@/lib/cn'

import type { Import } from './requests'
import type { Step } from './states'

const ALL = ['upload', 'detected', 'map', 'check', 'import', 'result'] as const
type Place = (typeof ALL)[number]

const LABELS: Record<Place, string> = {
  upload: 'Upload',
  detected: 'Detected',
  map: 'Map',
  check: 'Check',
  import: 'Import',
  result: 'Result',
}

/** Where an import stands on its way; the steps that can be gone back to are links. */
export function StepsBar({ at, import_ }: { at: Place; import_?: Import }) {
  const here = ALL.indexOf(at)
  const open = import_?.state === 'planned' || (import_?.state === 'reading' && import_.detected)
  return (
    <nav aria-label="Steps of the import" className="border-b border-line px-4">
      <ol className="scroll-quiet -mx-1.5 flex h-11 items-center gap-1 overflow-x-auto">
        {ALL.map((place, index) => {
          const done = index < here
          const reachable = open && ['detected', 'map', 'check'].includes(place) && place !== at
          const content = (
            <>
              <span
                aria-hidden
                className={cn(
                  'grid size-5 shrink-0 place-items-center rounded-full border text-2xs font-semibold',
                  done && 'border-accent bg-accent text-on-accent',
                  place === at && 'border-accent text-accent-text',
                  index > here && 'border-line-strong text-muted',
                )}
              >
                {done ? <Check className="size-3 stroke-[3]" /> : index + 1}
              </span>
              <span className={cn(place !== at && 'max-sm:sr-only')}>{LABELS[place]}</span>
            </>
          )
          const style = cn(
            'flex h-8 items-center gap-2 rounded-md px-1.5 text-sm font-medium whitespace-nowrap',
            place === at ? 'text-text' : 'text-muted',
          )
          return (
            <li key={place} className="flex items-center gap-1">
              {index > 0 && <span aria-hidden className="h-px w-3 bg-line-strong sm:w-6" />}
              {reachable ? (
                <Link
                  to="/imports/$import"
                  params={{ import: import_.id }}
                  search={{ step: place as Step }}
                  className={cn(style, 'transition-colors hover:bg-hover hover:text-text')}
                >
                  {content}
                </Link>
              ) : (
                <span className={style} aria-current={place === at ? 'step' : undefined}>
                  {content}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
