import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowRight, CircleAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'

import { projectsQuery } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { RequestId } from '@/components/ui/states'
import { showError } from '@/components/ui/toaster'

import { type Options, useBeginAgain } from './begin'
import { sheetQuery } from './cells'
import { Recognized } from './detected-step'
import { ExistingTasks } from './existing-tasks'
import { Frame } from './frame'
import { MapColumn } from './map-column'
import { MapFields } from './map-fields'
import { groundOf, ruleOfColumn, targetsOf, withTarget } from './mapping'
import { type Import } from './requests'
import { Sample } from './sample'
import { SaveProfile } from './save-profile'
import { mendedFile, type Sheet } from './sheet'
import { type MappingDraft, useMappingDraft } from './use-mapping-draft'

/** Which column goes into which field, and what the rows become by that. */
export function MapStep({ import_ }: { import_: Import }) {
  const navigate = useNavigate()
  const draft = useMappingDraft(import_)
  const { data: projects = [] } = useQuery(projectsQuery)
  const fields = projects.find(({ id }) => id === import_.project_id)?.custom_fields ?? []
  const sheet = useFirstSheet(import_)
  const [dragged, setDragged] = useState<string>()
  const columns = import_.detected?.columns ?? []
  const targets = targetsOf(fields, draft.rules)
  const proceed = async () => {
    if (!(await draft.save())) return
    await navigate({
      to: '/imports/$import',
      params: { import: import_.id },
      search: { step: 'check' },
    })
  }
  return (
    <Frame
      import_={import_}
      heading="Where each column goes"
      lead="Choose a field for each column, or drag the column onto a field. Columns without one are left out."
      back="detected"
      next={
        <Button
          variant="primary"
          disabled={draft.missing.length > 0 || draft.problem !== undefined}
          pending={draft.pending}
          onClick={() => void proceed()}
        >
          Check the rows
          <ArrowRight aria-hidden />
        </Button>
      }
    >
      <Recognized import_={import_} />
      <Missing draft={draft} />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <section aria-label="Columns of the file" className="min-w-0">
          <ul className="grid gap-2">
            {columns.map((column, place) => {
              const rule = ruleOfColumn(draft.rules, column)
              return (
                <MapColumn
                  key={column}
                  column={column}
                  place={place}
                  sheet={sheet}
                  rule={rule}
                  ground={groundOf(import_.grounds, rule)}
                  targets={targets}
                  rules={draft.rules}
                  onChange={draft.change}
                  onDrag={setDragged}
                />
              )
            })}
          </ul>
        </section>
        <MapFields
          targets={targets}
          rules={draft.rules}
          mode={import_.mode}
          dragged={dragged}
          onDrop={(target) => {
            const asked = draft.rules.find((rule) => rule.target === target)?.create
            if (dragged) {
              draft.change(
                withTarget(draft.rules, dragged, { target, ...(asked && { create: asked }) }),
              )
            }
            setDragged(undefined)
          }}
          onChange={draft.change}
        />
      </div>
      <Sample import_={import_} draft={draft} targets={targets} />
      <div className="mt-6 grid gap-6 border-t border-line pt-6 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <OtherOptions import_={import_} sheet={sheet} draft={draft} fields={fields} />
        <div>
          <p className="mb-2 text-sm font-medium">For the next file</p>
          <SaveProfile import_={import_} disabled={!draft.isPlanned} />
        </div>
      </div>
    </Frame>
  )
}

/** The file's cells, which a change of the mapping leaves as they are. */
function useFirstSheet(import_: Import): Sheet | null | undefined {
  const [first] = useState(import_.revision)
  const planned = useQuery({
    ...sheetQuery({ ...import_, revision: first }),
    enabled: import_.state === 'planned',
  })
  return planned.data
}

function Missing({ draft: { missing, problem } }: { draft: MappingDraft }) {
  return (
    <div aria-live="polite">
      {missing.length > 0 && (
        <ul className="mb-4 grid gap-1 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-text">
          {missing.map((sentence) => (
            <li key={sentence} className="flex items-start gap-2">
              <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
              {sentence}
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <div
          role="alert"
          className="mb-4 flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text"
        >
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          <div>
            <p>{problem.message}</p>
            {problem.fields.map(({ pointer, detail }) => (
              <p key={pointer}>
                {detail} <code className="text-xs">{pointer}</code>
              </p>
            ))}
            <RequestId id={problem.requestId} className="text-danger-text" />
          </div>
        </div>
      )}
    </div>
  )
}

interface OtherOptionsProps {
  import_: Import
  sheet: Sheet | null | undefined
  draft: MappingDraft
  fields: Parameters<typeof ExistingTasks>[0]['fields']
}

/** What is said when an import begins; to change it, another one begins with the same file and mapping. */
function OtherOptions({ import_, sheet, draft, fields }: OtherOptionsProps) {
  const { again, pending, original } = useBeginAgain(import_)
  const { mode, key, empty_cells } = import_
  const [options, setOptions] = useState<Options>({ mode, empty_cells, key: key ?? null })
  const changed =
    options.mode !== mode ||
    (options.key ?? null) !== (key ?? null) ||
    (options.empty_cells ?? 'keep') !== empty_cells
  const file = () =>
    original ??
    (sheet &&
      new File([mendedFile(sheet, new Map(), 'without')], import_.file.name, { type: 'text/csv' }))
  const restart = async () => {
    const same = file()
    if (!same) return
    const { mode: newMode = 'create', key: newKey, empty_cells: newCells = 'keep' } = options
    try {
      await again(same, {
        mode: newMode,
        empty_cells: newCells,
        ...(newMode === 'create' || !newKey ? { key: null } : { key: newKey }),
        mapping: { rules: draft.rules },
        step: 'map',
      })
    } catch (error) {
      showError(error)
    }
  }
  return (
    <div>
      <ExistingTasks options={options} fields={fields} onChange={setOptions} />
      {changed && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button pending={pending} disabled={!file()} onClick={() => void restart()}>
            Read the file again like this
          </Button>
          <p className="text-xs text-muted">Your mapping is kept.</p>
        </div>
      )}
    </div>
  )
}
