import { type Definition, stepOf } from '../definition'
import { exitLabel } from '../nodes/exits'
import { shapeOf } from '../nodes/registry'

import { pickDefinition, pickFindings, pickSelection, useEdited } from './use-editor'

/** Tells screen readers what is chosen, and where it leads. */
export function SelectionAnnouncer() {
  const definition = useEdited(pickDefinition)
  const selection = useEdited(pickSelection)
  const findings = useEdited(pickFindings)
  const [id] = selection
  const toMend = findings.filter(({ node }) => node === id).length
  return (
    <div role="status" className="sr-only" data-testid="selection">
      {selection.size > 1 && `${selection.size} steps chosen.`}
      {selection.size === 1 && id !== undefined && told(definition, id, toMend)}
    </div>
  )
}

function told(definition: Definition, id: string, toMend: number): string {
  const step = stepOf(definition, id)
  if (!step) return ''
  const leads = definition.edges
    .filter(({ from }) => from === id)
    .map(({ exit, to }) => `${exitLabel(exit)} to ${stepOf(definition, to)?.name ?? to}`)
  return [
    `Chosen: ${step.name}, ${shapeOf(step.does.kind).title}.`,
    leads.length > 0 ? `Leads ${leads.join(', ')}.` : 'Leads nowhere.',
    toMend > 0 && `${toMend} to mend.`,
  ]
    .filter(Boolean)
    .join(' ')
}
