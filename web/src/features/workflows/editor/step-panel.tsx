import { Cable, Copy, CopyPlus, Trash2, X } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'

import { type Step, stepOf } from '../definition'
import { StepForm } from '../form/step-form'
import { changeStep } from '../graph/edit'
import { exitsOf, shapeOf } from '../nodes/registry'
import { GROUP_STYLE } from '../shapes/group-style'

import { copyText } from './clipboard-events'
import { showConnect } from './connect-state'
import { useActions } from './use-actions'
import { pickDefinition, pickFindings, useEdited, useEditor } from './use-editor'

/** The step that is chosen: what can be done with it, what it is set to, and where it leads. */
export function StepPanel({ step }: { step: Step }) {
  const { store, readOnly } = useEditor()
  const definition = useEdited(pickDefinition)
  const findings = useEdited(pickFindings).filter(({ node }) => node === step.id)
  const { icon: Icon, title, group, hint } = shapeOf(step.does.kind)
  // Those at no field of the form: it leads nowhere, nothing leads to it.
  const general = findings.filter(({ pointer }) => !pointer)
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <div className="flex items-start gap-3">
        <span
          className={cn('grid size-8 shrink-0 place-items-center rounded-md', GROUP_STYLE[group])}
        >
          <Icon className="size-4" aria-hidden />
        </span>
        <div className="min-w-0">
          <h2 className="text-sm">{title}</h2>
          <p className="text-xs text-pretty text-muted">{hint}</p>
        </div>
      </div>
      {!readOnly && <StepActions step={step} />}
      {general.map(({ message }) => (
        <p
          key={message}
          role="alert"
          className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text"
        >
          {message}
        </p>
      ))}
      <StepForm
        definition={definition}
        step={step}
        findings={findings}
        readOnly={readOnly}
        onChange={(next, about) => {
          const changed = changeStep(store.definition, step.id, next)
          if (next.id === step.id) store.change(changed, about)
          else store.changeStepId(changed, step.id, next.id, about)
        }}
      />
      <LeadsTo step={step} />
    </div>
  )
}

function StepActions({ step }: { step: Step }) {
  const actions = useActions()
  return (
    <div className="flex flex-wrap gap-1.5">
      {exitsOf(step.does).length > 0 && (
        <Button
          size="sm"
          onClick={() => {
            showConnect(step.id)
          }}
        >
          <Cable aria-hidden />
          Connect to…
        </Button>
      )}
      <Tooltip label="Duplicate" keys="mod+d">
        <Button size="icon-sm" aria-label="Duplicate" onClick={() => actions.duplicate()}>
          <CopyPlus aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip label="Copy" keys="mod+c">
        <Button size="icon-sm" aria-label="Copy" onClick={() => void copyText(actions.copy())}>
          <Copy aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip label="Delete" keys="delete">
        <Button
          size="icon-sm"
          aria-label="Delete"
          onClick={() => {
            actions.remove()
          }}
        >
          <Trash2 aria-hidden />
        </Button>
      </Tooltip>
    </div>
  )
}

/** Where its exits lead; each can be connected and disconnected without a pointer. */
function LeadsTo({ step }: { step: Step }) {
  const { store, readOnly } = useEditor()
  const { edges } = useEdited(pickDefinition)
  const actions = useActions()
  const exits = exitsOf(step.does)
  if (exits.length === 0) return null
  return (
    <section aria-labelledby="leads-to">
      <h3 id="leads-to" className="mb-2 text-sm font-medium">
        Leads to
      </h3>
      <ul className="grid grid-cols-1 gap-1">
        {exits.map(({ name, label, needed }) => {
          const leaving = edges.filter(({ from, exit }) => from === step.id && exit === name)
          return (
            <li key={name} className="flex items-start gap-2 text-sm">
              <span className="w-28 shrink-0 py-1 text-xs text-muted">{label}</span>
              <ul className="grid min-w-0 flex-1 grid-cols-1">
                {leaving.map((edge) => {
                  const target = stepOf(store.definition, edge.to)?.name ?? edge.to
                  return (
                    <li key={edge.to} className="flex items-center gap-1">
                      <button
                        type="button"
                        className="min-w-0 flex-1 truncate rounded-sm py-0.5 text-left underline-offset-4 hover:underline"
                        onClick={() => {
                          store.select([edge.to])
                        }}
                      >
                        {target}
                      </button>
                      {!readOnly && (
                        <Button
                          variant="ghost"
                          size="icon-sm"
                          aria-label={`Disconnect ${target}, ${label}`}
                          onClick={() => {
                            actions.disconnect(
                              ({ from, exit, to }) =>
                                from === edge.from && exit === edge.exit && to === edge.to,
                            )
                          }}
                        >
                          <X aria-hidden />
                        </Button>
                      )}
                    </li>
                  )
                })}
                {leaving.length === 0 && (
                  <li>
                    {readOnly ? (
                      <span className="text-muted">nothing</span>
                    ) : (
                      <Button
                        variant="ghost"
                        size="sm"
                        className={cn('-ml-2', needed && 'text-danger-text')}
                        aria-label={`Connect, ${label}`}
                        onClick={() => {
                          showConnect(step.id, name)
                        }}
                      >
                        Connect…
                      </Button>
                    )}
                  </li>
                )}
              </ul>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
