import { useId, useState } from 'react'

import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'

import type { Mistake } from './fixes'
import type { Target } from './mapping'
import type { Import } from './requests'
import { cellName, type Sheet } from './sheet'
import { counted, reasonBeside } from './states'
import type { Edits } from './use-edits'
import { ValueInput } from './value-input'

const FIRST = 4

interface MistakesProps {
  import_: Import
  sheet: Sheet
  mistakes: Mistake[]
  targets: Target[]
  edits: Edits
}

/** The same mistake in several rows is mended once. */
export function Mistakes({ import_, sheet, mistakes, targets, edits }: MistakesProps) {
  const [all, setAll] = useState(false)
  const repeated = mistakes.filter(({ rows, place }) => rows.length > 1 && place >= 0)
  if (repeated.length === 0) return null
  const shown = all ? repeated : repeated.slice(0, FIRST)
  return (
    <section
      aria-labelledby="mistakes"
      className="mb-4 rounded-lg border border-line bg-canvas p-3 sm:p-4"
    >
      <h3 id="mistakes" className="text-sm">
        The same in several rows
      </h3>
      <ul className="mt-2 grid gap-2">
        {shown.map((mistake) => (
          <Entry
            key={`${mistake.column} ${mistake.value} ${mistake.reason}`}
            mistake={mistake}
            target={targetOf(import_, sheet, mistake.place, targets)}
            edits={edits}
          />
        ))}
      </ul>
      {repeated.length > FIRST && (
        <Button
          variant="link"
          className="mt-2"
          onClick={() => {
            setAll(!all)
          }}
        >
          {all ? 'Show fewer' : `Show ${repeated.length - FIRST} more`}
        </Button>
      )}
    </section>
  )
}

/** The field that a column of the sheet goes into. */
export function targetOf(
  import_: Pick<Import, 'mapping'>,
  sheet: Sheet,
  place: number,
  targets: Target[],
): Target | undefined {
  const column = sheet.columns[place]
  const rule = import_.mapping?.rules.find((candidate) => candidate.column === column)
  return targets.find(({ target }) => target === rule?.target)
}

function Entry({
  mistake: { column, value, reason, rows, place },
  target,
  edits,
}: {
  mistake: Mistake
  target: Target | undefined
  edits: Edits
}) {
  const id = useId()
  const texts = new Set(rows.map((row) => edits.cells.get(cellName(row, place))))
  const [text] = texts.size === 1 ? texts : []
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 md:grid-cols-[minmax(0,1fr)_22rem]">
      <p id={id} className="min-w-0 text-sm">
        <strong className="font-medium">{column}</strong>{' '}
        <span className="text-danger-text">{value.trim() ? `“${value.trim()}”` : 'empty'}</span>{' '}
        <span className="text-muted">
          in {counted(rows.length, 'row')}: {reasonBeside(value, reason)}
        </span>
      </p>
      <div className="flex min-w-0 items-center gap-1.5">
        <ValueInput
          target={target}
          label={`Instead of ${value.trim() || 'an empty cell'} in ${column}`}
          describedBy={id}
          value={text ?? ''}
          none="Write instead"
          onChange={(next) => {
            edits.set(rows, place, next || undefined)
          }}
        />
        {value.trim() && target && target.target !== 'title' && (
          <Button
            variant="ghost"
            className={cn(text === '' && 'bg-selected text-text')}
            aria-pressed={text === ''}
            aria-describedby={id}
            onClick={() => {
              edits.set(rows, place, text === '' ? undefined : '')
            }}
          >
            Leave empty
          </Button>
        )}
      </div>
    </li>
  )
}
