import { useReactFlow } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { useMedia } from '@/hooks/use-media'
import { useShortcuts } from '@/registry/shortcuts'

import type { Kind } from '../definition'

import { Canvas } from './canvas'
import { useClipboardEvents } from './clipboard-events'
import { ConnectDialog } from './connect-dialog'
import { showConnect } from './connect-state'
import { Palette } from './palette'
import type { Panel } from './panels'
import { ConflictNote, RefusalNote } from './save-notes'
import { SelectionAnnouncer } from './selection-announcer'
import { SidePanel } from './side-panel'
import { Toolbar, useLayOut } from './toolbar'
import { useActions } from './use-actions'
import { useEditor } from './use-editor'
import { useFocusStep } from './use-focus-step'
import { focusField, useGo } from './use-go'

export interface ViewProps {
  panel: Panel
  onPanel: (panel: Panel) => void
  onLook: (version: number) => void
}

/** Palette, canvas and side panel, side by side. */
export function DesktopEditor({ panel, onPanel, onLook }: ViewProps) {
  const { store, readOnly } = useEditor()
  const wide = useMedia('(min-width: 80rem)')
  const actions = useActions()
  const focusStep = useFocusStep()
  const go = useGo(onPanel)
  const search = useRef<HTMLInputElement>(null)
  const [adding, setAdding] = useState(false)
  useClipboardEvents()
  useEditorShortcuts({
    onAdd: () => {
      if (wide) search.current?.focus()
      else setAdding(true)
    },
  })
  const add = (kind: Kind) => {
    setAdding(false)
    onPanel('step')
    focusStep(actions.add(kind))
  }
  const showStep = () => {
    if (panel !== 'step') onPanel('step')
  }
  return (
    <>
      <ConflictNote />
      <RefusalNote />
      <div className="flex min-h-0 flex-1">
        {wide && !readOnly && (
          <aside
            aria-label="Palette"
            className="flex w-52 shrink-0 flex-col border-r border-line bg-surface"
          >
            <Palette inputRef={search} onAdd={add} className="flex-1" />
          </aside>
        )}
        <section aria-label="Drawing" className="relative min-w-0 flex-1">
          <Canvas
            onChoose={showStep}
            onOpenForm={() => {
              showStep()
              focusField('/name')
            }}
          />
          {!wide && !readOnly && (
            <Popover open={adding} onOpenChange={setAdding}>
              <PopoverTrigger asChild>
                <Button className="absolute top-3 left-3 z-10">
                  <Plus aria-hidden />
                  Add step
                </Button>
              </PopoverTrigger>
              <PopoverContent className="flex max-h-96 w-60 flex-col p-0" aria-label="Palette">
                <Palette onAdd={add} />
              </PopoverContent>
            </Popover>
          )}
          <Toolbar />
        </section>
        <aside
          aria-label="Side panel"
          className="flex w-84 shrink-0 flex-col border-l border-line"
          // Escape goes back from the form to the step that it is about.
          {...backOnEscape(() => {
            const [id] = store.get().selection
            if (id !== undefined) focusStep(id)
          })}
        >
          <SidePanel panel={panel} onPanel={onPanel} onGo={go} onLook={onLook} className="flex-1" />
        </aside>
      </div>
      <ConnectDialog />
      <SelectionAnnouncer />
    </>
  )
}

function backOnEscape(back: () => void) {
  return {
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      back()
    },
  }
}

const GROUP = 'Workflow editor'

function useEditorShortcuts({ onAdd }: { onAdd: () => void }): void {
  const { store, readOnly } = useEditor()
  const actions = useActions()
  const { layOut } = useLayOut()
  const { fitView } = useReactFlow()
  const only = () => {
    const [id] = store.get().selection
    return store.get().selection.size === 1 ? id : undefined
  }
  const change = (run: () => void) => (readOnly ? () => undefined : run)
  useShortcuts([
    { keys: 'a', title: 'Add a step after the chosen one', group: GROUP, run: change(onAdd) },
    {
      keys: 'c',
      title: 'Connect the chosen step to…',
      group: GROUP,
      run: change(() => {
        const id = only()
        if (id !== undefined) showConnect(id)
      }),
    },
    {
      keys: 'mod+d',
      title: 'Duplicate',
      group: GROUP,
      run: change(() => {
        actions.duplicate()
      }),
    },
    {
      keys: 'mod+a',
      title: 'Choose all steps',
      group: GROUP,
      run: () => {
        actions.selectAll()
      },
    },
    { keys: 'l', title: 'Lay out', group: GROUP, run: change(() => void layOut()) },
    {
      keys: 'f',
      title: 'Fit into view',
      group: GROUP,
      run: () => void fitView({ padding: 0.2, maxZoom: 1 }),
    },
    {
      keys: 'mod+z',
      title: 'Undo',
      group: GROUP,
      whileTyping: true,
      run: () => {
        actions.undo()
      },
    },
    {
      keys: 'mod+shift+z',
      title: 'Redo',
      group: GROUP,
      whileTyping: true,
      run: () => {
        actions.redo()
      },
    },
    { keys: 'enter', title: 'Go to the form of the step', group: GROUP },
    { keys: 'shift+arrowright', title: 'Move the step', group: GROUP },
    { keys: 'delete', title: 'Remove what is chosen', group: GROUP },
    { keys: 'mod+c', title: 'Copy steps', group: GROUP },
    { keys: 'mod+v', title: 'Paste steps', group: GROUP },
  ])
}
