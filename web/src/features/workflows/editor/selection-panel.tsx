import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Copy,
  CopyPlus,
  type LucideIcon,
  Trash2,
} from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'

import { edgeId, stepOf } from '../definition'
import type { Alignment } from '../graph/arrange'
import { exitLabel } from '../nodes/exits'

import { copyText } from './clipboard-events'
import type { EditorState } from './editor-store'
import { useActions } from './use-actions'
import { pickDefinition, pickSelection, useEdited } from './use-editor'

const ALIGNMENTS: [Alignment, string, LucideIcon][] = [
  ['left', 'Align left', AlignStartVertical],
  ['center', 'Align centres', AlignCenterVertical],
  ['right', 'Align right', AlignEndVertical],
  ['top', 'Align top', AlignStartHorizontal],
  ['middle', 'Align middles', AlignCenterHorizontal],
  ['bottom', 'Align bottom', AlignEndHorizontal],
]

/** Several steps that are chosen: how they lie, and what is done with all of them. */
export function SelectionPanel() {
  const selection = useEdited(pickSelection)
  const actions = useActions()
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <h2 className="text-sm">{selection.size} steps chosen</h2>
      <div role="group" aria-label="Align" className="flex flex-wrap gap-1">
        {ALIGNMENTS.map(([alignment, label, icon]) => (
          <IconButton
            key={alignment}
            label={label}
            icon={icon}
            onPress={() => {
              actions.align(alignment)
            }}
          />
        ))}
        {selection.size > 2 && (
          <>
            <IconButton
              label="Distribute across"
              icon={AlignHorizontalDistributeCenter}
              onPress={() => {
                actions.distribute('across')
              }}
            />
            <IconButton
              label="Distribute down"
              icon={AlignVerticalDistributeCenter}
              onPress={() => {
                actions.distribute('down')
              }}
            />
          </>
        )}
      </div>
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={() => actions.duplicate()}>
          <CopyPlus aria-hidden />
          Duplicate
        </Button>
        <Button size="sm" onClick={() => void copyText(actions.copy())}>
          <Copy aria-hidden />
          Copy
        </Button>
        <Button
          size="sm"
          onClick={() => {
            actions.remove()
          }}
        >
          <Trash2 aria-hidden />
          Delete
        </Button>
      </div>
    </div>
  )
}

function IconButton({
  label,
  icon: Icon,
  onPress,
}: {
  label: string
  icon: LucideIcon
  onPress: () => void
}) {
  return (
    <Tooltip label={label}>
      <Button size="icon-sm" aria-label={label} onClick={onPress}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  )
}

const pickEdgeSelection = (state: EditorState) => state.edgeSelection

/** Connections that are chosen. */
export function EdgePanel() {
  const definition = useEdited(pickDefinition)
  const chosen = useEdited(pickEdgeSelection)
  const actions = useActions()
  const nameOf = (id: string) => stepOf(definition, id)?.name ?? id
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <h2 className="text-sm">{chosen.size === 1 ? 'Connection' : `${chosen.size} connections`}</h2>
      <ul className="grid gap-1 text-sm">
        {definition.edges
          .filter((edge) => chosen.has(edgeId(edge)))
          .map((edge) => (
            <li key={edgeId(edge)}>
              {nameOf(edge.from)}, <span className="text-muted">{exitLabel(edge.exit)}</span> →{' '}
              {nameOf(edge.to)}
            </li>
          ))}
      </ul>
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() => {
          actions.remove()
        }}
      >
        <Trash2 aria-hidden />
        Remove
      </Button>
    </div>
  )
}
