import { Download, RefreshCw, RotateCcw } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { showError } from '@/components/ui/toaster'

import { useBeginAgain } from './begin'
import { save } from './cells'
import { mendingOf, type Mistake } from './fixes'
import { type Import, useChangeMapping } from './requests'
import { mendedFile, type Sheet } from './sheet'
import { counted } from './states'
import type { Edits } from './use-edits'

interface MendBarProps {
  import_: Import
  sheet: Sheet
  mistakes: Mistake[]
  edits: Edits
}

/**
 * Checks what was mended. What can be said for all equal cells becomes a part of the mapping; else the mended file is
 * read as a new import with the same mapping, because cells of a file that was uploaded cannot be changed.
 */
export function MendBar({ import_, sheet, mistakes, edits }: MendBarProps) {
  const change = useChangeMapping()
  const { again, pending } = useBeginAgain(import_)
  const planned = import_.state === 'planned'
  const rules = import_.mapping?.rules ?? []
  const mending = mendingOf(edits.cells, mistakes, rules)
  const byMapping = planned && mending.by === 'mapping'
  const file = () => {
    const name = import_.file.name.replace(/(-mended)?\.[^.]+$/, '')
    const text = mendedFile(sheet, edits.cells, planned ? 'without' : 'with')
    return new File([text], `${name}-mended.csv`, { type: 'text/csv' })
  }
  const recheck = async () => {
    try {
      if (mending.by === 'mapping' && planned) {
        await change.mutateAsync({ import_, rules: mending.rules })
      } else {
        await again(file(), { step: 'check' })
      }
      edits.clear()
    } catch (error) {
      showError(error)
    }
  }
  return (
    <div
      role="region"
      aria-label="What you mended"
      className="sticky bottom-16 z-10 mx-auto mt-3 flex w-full max-w-3xl flex-wrap items-center gap-2 rounded-xl border border-line bg-raised px-4 py-2.5 shadow-3"
    >
      <p role="status" className="min-w-40 flex-1 text-sm">
        <strong className="font-semibold">{counted(edits.cells.size, 'cell')} mended</strong>
        <span className="block text-xs text-muted">
          {byMapping
            ? 'The mapping remembers it for the next file.'
            : 'The mended file is uploaded as a new import, mapped the same.'}
        </span>
      </p>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Take the changes back"
        onClick={() => {
          edits.clear()
        }}
      >
        <RotateCcw aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Download the mended file"
        onClick={() => {
          const mended = file()
          save(mended, mended.name)
        }}
      >
        <Download aria-hidden />
      </Button>
      <Button
        variant="primary"
        pending={change.isPending || pending}
        onClick={() => void recheck()}
      >
        <RefreshCw aria-hidden />
        Check again
      </Button>
    </div>
  )
}
