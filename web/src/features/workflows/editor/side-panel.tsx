import { MousePointerClick } from 'lucide-react'
import type { ReactNode } from 'react'

import { Keys } from '@/components/ui/keys'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { cn } from '@/lib/cn'

import { stepOf } from '../definition'

import type { EditorState } from './editor-store'
import { MendList } from './mend-list'
import { PANELS, type Panel } from './panels'
import { EdgePanel, SelectionPanel } from './selection-panel'
import { StepPanel } from './step-panel'
import { pickDefinition, pickFindings, pickSelection, useEdited } from './use-editor'
import type { Go } from './use-go'
import { VariablesPanel } from './variables-panel'
import { VersionsPanel } from './versions-panel'

const pickEdgeCount = (state: EditorState) => state.edgeSelection.size

interface SidePanelProps {
  panel: Panel
  onPanel: (panel: Panel) => void
  onGo: Go
  onLook: (version: number) => void
  className?: string
}

/** Beside the canvas: what is chosen, what is to be mended, variables, versions. */
export function SidePanel({ panel, onPanel, onGo, onLook, className }: SidePanelProps) {
  const count = useEdited(pickFindings).length
  const content: Record<Panel, ReactNode> = {
    step: <Chosen />,
    mend: <MendList onGo={onGo} />,
    variables: <VariablesPanel />,
    versions: <VersionsPanel onLook={onLook} />,
  }
  return (
    <Tabs
      value={panel}
      onValueChange={(next) => {
        onPanel(next as Panel)
      }}
      className={cn('flex min-h-0 flex-col bg-surface', className)}
    >
      <TabsList className="shrink-0 px-4" aria-label="Panels">
        {PANELS.map(({ key, title }) => (
          <TabsTrigger key={key} value={key}>
            {title}
            {key === 'mend' && count > 0 && (
              <span className="rounded-full bg-danger-soft px-1.5 text-2xs text-danger-text">
                {count}
              </span>
            )}
          </TabsTrigger>
        ))}
      </TabsList>
      {PANELS.map(({ key }) => (
        <TabsContent
          key={key}
          value={key}
          data-panel
          className="scroll-quiet min-h-0 flex-1 overflow-y-auto outline-none"
        >
          {content[key]}
        </TabsContent>
      ))}
    </Tabs>
  )
}

function Chosen() {
  const definition = useEdited(pickDefinition)
  const selection = useEdited(pickSelection)
  const edgeCount = useEdited(pickEdgeCount)
  if (selection.size > 1) return <SelectionPanel />
  const [id] = selection
  const step = id === undefined ? undefined : stepOf(definition, id)
  if (step) return <StepPanel key={step.id} step={step} />
  if (edgeCount > 0) return <EdgePanel />
  return <Nothing />
}

const KEYS: [keys: string, what: string][] = [
  ['a', 'Add a step after the one that is chosen'],
  ['c', 'Connect it to another'],
  ['enter', 'Go to its form; Escape goes back'],
  ['arrowright', 'Go to the next step; with Shift, move it'],
  ['delete', 'Remove it'],
  ['mod+z', 'Undo'],
]

function Nothing() {
  return (
    <div className="grid grid-cols-1 gap-4 p-4 text-sm">
      <p className="flex items-start gap-2 text-pretty text-muted">
        <MousePointerClick className="mt-0.5 size-4 shrink-0" aria-hidden />
        Choose a step to see what it is set to. Drag steps from the palette, and connect them from
        the dots at their right.
      </p>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-2 text-xs text-muted">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
