import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { Background, MiniMap, ReactFlow, useReactFlow } from '@xyflow/react'
import { useEffect, useRef, useState } from 'react'

import { useFirstSize } from '@/hooks/use-first-size'
import { useMedia } from '@/hooks/use-media'

import { type Kind, NEXT } from '../definition'
import { firstView } from '../shapes/first-view'
import { GRID } from '../shapes/measures'
import { edgeTypes, nodeTypes } from '../shapes/types'

import type { EditorState } from './editor-store'
import { useActions } from './use-actions'
import { useCanvasKeys } from './use-canvas-keys'
import { useEdited, useEditor } from './use-editor'
import { useFocusStep } from './use-focus-step'

import '../shapes/canvas.css'

const pickNodes = (state: EditorState) => state.nodes
const pickEdges = (state: EditorState) => state.edges
const FIT = { padding: 0.2, maxZoom: 1 }
const SNAP: [number, number] = [GRID, GRID]

/** How many steps are drawn at once before only those in sight are. */
const MANY = 120

interface CanvasProps {
  /** A step was chosen. */
  onChoose: () => void
  /** Goes to the form of the step that is chosen. */
  onOpenForm: () => void
}

/** Where the workflow is drawn. */
export function Canvas(props: CanvasProps) {
  const [ref, size] = useFirstSize()
  return (
    <div ref={ref} className="absolute inset-0">
      {size && <Drawing {...props} size={size} />}
    </div>
  )
}

function Drawing({
  onChoose,
  onOpenForm,
  size,
}: CanvasProps & { size: { width: number; height: number } }) {
  const { store, readOnly } = useEditor()
  const nodes = useEdited(pickNodes)
  const edges = useEdited(pickEdges)
  const actions = useActions()
  const focusStep = useFocusStep()
  const { screenToFlowPosition } = useReactFlow()
  const onKeyDown = useCanvasKeys(onOpenForm)
  const wide = useMedia('(min-width: 80rem)')
  const [view] = useState(() => firstView(store.definition, size))
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => !readOnly && typeof source.data['kind'] === 'string',
      onDrop: ({ source, location }) => {
        const { clientX, clientY } = location.current.input
        const { x, y } = screenToFlowPosition({ x: clientX, y: clientY })
        // The pointer holds it where its icon is.
        const id = actions.add(source.data['kind'] as Kind, { x: x - 20, y: y - 30 })
        focusStep(id)
      },
    })
  }, [actions, focusStep, readOnly, screenToFlowPosition])
  return (
    <div ref={place} className="size-full">
      <ReactFlow
        aria-label="Canvas"
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={store.onNodesChange}
        onEdgesChange={store.onEdgesChange}
        onNodeDragStop={store.dropDragged}
        onSelectionDragStop={store.dropDragged}
        onNodeClick={(event, { id }) => {
          onChoose()
          if (!event.shiftKey && !event.metaKey && !event.ctrlKey) focusStep(id, 'here')
        }}
        onConnect={({ source, sourceHandle, target }) => {
          actions.connect({ from: source, exit: sourceHandle ?? NEXT, to: target })
        }}
        onKeyDown={onKeyDown}
        connectionRadius={32}
        snapToGrid
        snapGrid={SNAP}
        defaultViewport={view}
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={2}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        deleteKeyCode={null}
        selectNodesOnDrag={false}
        edgesFocusable={false}
        // Arrows go from step to step here, and do not move them.
        disableKeyboardA11y
        onlyRenderVisibleElements={nodes.length > MANY}
      >
        <Background gap={GRID * 2} size={1.5} />
        {wide && (
          <MiniMap pannable zoomable ariaLabel="Overview" style={{ width: 150, height: 100 }} />
        )}
      </ReactFlow>
    </div>
  )
}
