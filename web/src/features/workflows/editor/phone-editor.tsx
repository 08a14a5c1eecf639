import { Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Sheet, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { stepOf } from '../definition'
import type { Decoration } from '../shapes/flow'
import { StepList } from '../viewer/step-list'
import { WorkflowViewer } from '../viewer/workflow-viewer'

import { ConnectDialog } from './connect-dialog'
import type { ViewProps } from './desktop-editor'
import { toMend } from './editor-store'
import { MendList } from './mend-list'
import { Palette } from './palette'
import type { Panel } from './panels'
import { ConflictNote, RefusalNote } from './save-notes'
import { StepPanel } from './step-panel'
import { useActions } from './use-actions'
import { pickDefinition, pickFindings, pickSelection, useEdited, useEditor } from './use-editor'
import { useGo } from './use-go'
import { VariablesPanel } from './variables-panel'
import { VersionsPanel } from './versions-panel'

/** A small screen: the steps as a list, each with its form, and the drawing to look at. */
export function PhoneEditor({ panel, onPanel, onLook }: ViewProps) {
  const { store, readOnly } = useEditor()
  const definition = useEdited(pickDefinition)
  const selection = useEdited(pickSelection)
  const findings = useEdited(pickFindings)
  const count = findings.length
  const actions = useActions()
  const go = useGo(onPanel)
  const [adding, setAdding] = useState(false)
  const [drawing, setDrawing] = useState(false)
  const decorations = useMemo(
    () =>
      new Map(
        [...toMend(findings)].map(([id, found]): [string, Decoration] => [
          id,
          { tone: 'danger', words: `${found} to mend` },
        ]),
      ),
    [findings],
  )
  const [id] = selection
  const step = id === undefined ? undefined : stepOf(definition, id)
  const tabs: [Panel, string, ReactNode][] = [
    [
      'step',
      'Steps',
      <div key="steps" className="grid grid-cols-1 gap-3 p-3">
        <p className="text-xs text-pretty text-muted">
          Set, connect and remove steps here. To drag them about, draw on a larger screen.
        </p>
        <div className="flex gap-2">
          {!readOnly && (
            <Button
              onClick={() => {
                setAdding(true)
              }}
            >
              <Plus aria-hidden />
              Add step
            </Button>
          )}
          <Button
            onClick={() => {
              setDrawing(true)
            }}
          >
            See the drawing
          </Button>
        </div>
        <StepList
          definition={definition}
          decorations={decorations}
          onOpen={(chosen) => {
            store.select([chosen])
          }}
        />
      </div>,
    ],
    ['mend', count > 0 ? `To mend (${count})` : 'To mend', <MendList key="mend" onGo={go} />],
    ['variables', 'Variables', <VariablesPanel key="variables" />],
    ['versions', 'Versions', <VersionsPanel key="versions" onLook={onLook} />],
  ]
  return (
    <>
      <ConflictNote />
      <RefusalNote />
      <Tabs
        value={panel}
        onValueChange={(next) => {
          onPanel(next as Panel)
        }}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList className="shrink-0 px-3">
          {tabs.map(([key, title]) => (
            <TabsTrigger key={key} value={key}>
              {title}
            </TabsTrigger>
          ))}
        </TabsList>
        {tabs.map(([key, , content]) => (
          <TabsContent
            key={key}
            value={key}
            className="min-h-0 flex-1 overflow-y-auto outline-none"
          >
            {content}
          </TabsContent>
        ))}
      </Tabs>
      <Sheet
        open={step !== undefined && panel === 'step'}
        onOpenChange={(open) => {
          if (!open) store.select([])
        }}
      >
        <SheetContent data-panel="step" className="overflow-y-auto">
          <SheetTitle className="sr-only">{step?.name ?? 'Step'}</SheetTitle>
          {step && <StepPanel step={step} />}
          <Button
            className="m-4 mt-0 self-end"
            onClick={() => {
              store.select([])
            }}
          >
            Done
          </Button>
        </SheetContent>
      </Sheet>
      <Sheet open={adding} onOpenChange={setAdding}>
        <SheetContent>
          <SheetTitle className="p-4 text-lg">Add a step</SheetTitle>
          <Palette
            className="flex-1"
            onAdd={(kind) => {
              setAdding(false)
              actions.add(kind)
            }}
          />
        </SheetContent>
      </Sheet>
      <Sheet open={drawing} onOpenChange={setDrawing}>
        <SheetContent>
          <SheetTitle className="p-4 text-lg">Drawing</SheetTitle>
          <div className="relative flex-1">
            <div className="absolute inset-0">
              <WorkflowViewer label="Drawing" definition={definition} />
            </div>
          </div>
          <Button
            className="m-4 self-end"
            onClick={() => {
              setDrawing(false)
            }}
          >
            Close
          </Button>
        </SheetContent>
      </Sheet>
      <ConnectDialog />
    </>
  )
}
