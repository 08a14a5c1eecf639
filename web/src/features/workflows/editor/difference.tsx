import { Badge, type Tone } from '@/components/ui/badge'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { inWords } from '@/lib/names'

import { type Definition, stepOf } from '../definition'
import { compared, type FieldChange, isSame, type ThingChange } from '../graph/compare'
import { exitLabel } from '../nodes/exits'

interface Side {
  /** What it is: "Version 3", "The draft". */
  name: string
  definition: Definition
}

interface DifferenceDialogProps {
  /** What is compared; nothing closes the dialog. */
  sides: { before: Side; after: Side } | undefined
  onClose: () => void
}

/** What is different between two drawings: which steps, and which of their fields. */
export function DifferenceDialog({ sides, onClose }: DifferenceDialogProps) {
  return (
    <Dialog
      open={sides !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      {sides && (
        <DialogContent
          heading={`${sides.before.name} → ${sides.after.name}`}
          lead="What is different. Where steps lie does not count."
          className="max-w-2xl sm:max-h-[76dvh] sm:overflow-y-auto"
        >
          <DifferenceList before={sides.before.definition} after={sides.after.definition} />
        </DialogContent>
      )}
    </Dialog>
  )
}

function DifferenceList({ before, after }: { before: Definition; after: Definition }) {
  const difference = compared(before, after)
  const nameOf = (id: string) => stepOf(after, id)?.name ?? stepOf(before, id)?.name ?? id
  if (isSame(difference)) return <p className="text-sm text-muted">Nothing is different.</p>
  const { steps, variables, added, removed } = difference
  return (
    <div className="grid grid-cols-1 gap-5">
      <Things heading="Steps" things={steps} />
      <Things heading="Variables" things={variables} />
      {added.length + removed.length > 0 && (
        <section>
          <h3 className="mb-2 text-sm font-medium">Connections</h3>
          <ul className="grid grid-cols-1 gap-1.5">
            {[
              ...added.map((edge) => ({ edge, change: 'added' as const })),
              ...removed.map((edge) => ({ edge, change: 'removed' as const })),
            ].map(({ edge, change }) => (
              <li
                key={`${change}/${edge.from}/${edge.exit}/${edge.to}`}
                className="flex items-center gap-2 text-sm"
              >
                <ChangeBadge change={change} />
                <span className="min-w-0">
                  {nameOf(edge.from)}, <span className="text-muted">{exitLabel(edge.exit)}</span> →{' '}
                  {nameOf(edge.to)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Things({ heading, things }: { heading: string; things: ThingChange[] }) {
  if (things.length === 0) return null
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{heading}</h3>
      <ul className="grid grid-cols-1 gap-3">
        {things.map(({ id, name, change, fields }) => (
          <li key={`${change}/${id}`}>
            <div className="flex items-center gap-2 text-sm">
              <ChangeBadge change={change} />
              <span className="truncate font-medium">{name || id}</span>
            </div>
            {fields.length > 0 && (
              <dl className="mt-1.5 grid grid-cols-1 gap-1 rounded-md bg-canvas p-2 text-xs">
                {fields.map((field) => (
                  <Change key={field.path} field={field} />
                ))}
              </dl>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Change({ field: { path, before, after } }: { field: FieldChange }) {
  return (
    <div className="grid gap-x-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <dt className="text-muted">
        {path
          .replace(/^does\./, '')
          .split('.')
          .map(inWords)
          .join(' › ')}
      </dt>
      <dd className="min-w-0 break-words">
        {before !== undefined && (
          <del className="text-danger-text decoration-danger/60">{written(before)}</del>
        )}{' '}
        {after !== undefined && (
          <ins className="text-success-text no-underline">{written(after)}</ins>
        )}
      </dd>
    </div>
  )
}

function written(value: unknown): string {
  return typeof value === 'string' ? value || '“”' : JSON.stringify(value)
}

const TONES: Record<ThingChange['change'], Tone> = {
  added: 'success',
  removed: 'danger',
  changed: 'info',
}

function ChangeBadge({ change }: { change: ThingChange['change'] }) {
  return <Badge tone={TONES[change]}>{inWords(change)}</Badge>
}
