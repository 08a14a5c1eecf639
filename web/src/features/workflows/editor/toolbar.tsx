import { useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Network, Plus, Redo2, Undo2, type LucideIcon } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { showError } from '@/components/ui/toaster'
import { Tooltip } from '@/components/ui/tooltip'

import type { EditorState } from './editor-store'
import { useActions } from './use-actions'
import { useEdited } from './use-editor'

const pickUndo = (state: EditorState) => state.history.past.length > 0
const pickRedo = (state: EditorState) => state.history.future.length > 0

/** What can be done with the whole drawing, and how it is looked at. */
export function Toolbar() {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const actions = useActions()
  const canUndo = useEdited(pickUndo)
  const canRedo = useEdited(pickRedo)
  const { layOut, pending } = useLayOut()
  return (
    <div
      role="toolbar"
      aria-label="Drawing"
      className="absolute bottom-3 left-3 z-10 flex items-center gap-0.5 rounded-lg border border-line bg-raised p-1 shadow-2"
    >
      <Tool
        label="Undo"
        keys="mod+z"
        icon={Undo2}
        disabled={!canUndo}
        onPress={() => {
          actions.undo()
        }}
      />
      <Tool
        label="Redo"
        keys="mod+shift+z"
        icon={Redo2}
        disabled={!canRedo}
        onPress={() => {
          actions.redo()
        }}
      />
      <Divider />
      <Tool
        label="Lay out"
        keys="l"
        icon={Network}
        disabled={pending}
        onPress={() => void layOut()}
      />
      <Divider />
      <Tool label="Zoom out" icon={Minus} onPress={() => void zoomOut()} />
      <Tool label="Zoom in" icon={Plus} onPress={() => void zoomIn()} />
      <Tool
        label="Fit into view"
        keys="f"
        icon={Maximize}
        onPress={() => void fitView({ padding: 0.2, maxZoom: 1 })}
      />
    </div>
  )
}

/** Lays the drawing out, and shows all of it. */
export function useLayOut() {
  const actions = useActions()
  const { fitView } = useReactFlow()
  const [pending, setPending] = useState(false)
  const layOut = async () => {
    setPending(true)
    try {
      await actions.layOut()
      requestAnimationFrame(() => void fitView({ padding: 0.2, maxZoom: 1 }))
    } catch (error) {
      showError(error)
    } finally {
      setPending(false)
    }
  }
  return { layOut, pending }
}

interface ToolProps {
  label: string
  keys?: string
  icon: LucideIcon
  disabled?: boolean
  onPress: () => void
}

function Tool({ label, keys, icon: Icon, disabled = false, onPress }: ToolProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={label}
        disabled={disabled}
        onClick={onPress}
      >
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  )
}

function Divider() {
  return <span aria-hidden className="mx-1 h-4 w-px bg-line" />
}
