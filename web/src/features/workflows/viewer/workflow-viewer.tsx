import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider } from '@xyflow/react'
import { useMemo, useState } from 'react'

import { useFirstSize } from '@/hooks/use-first-size'

import type { Definition } from '../definition'
import { firstView } from '../shapes/first-view'
import { type Decoration, flowOf } from '../shapes/flow'
import { NamesProvider } from '../shapes/names'
import { edgeTypes, nodeTypes } from '../shapes/types'

import '../shapes/canvas.css'

interface WorkflowViewerProps {
  /** What it shows, for screen readers: "Version 3 of Purchase approval". */
  label: string
  definition: Definition
  /** What is shown at which node; a new map is drawn again, so keep it while it is the same. */
  decorations?: ReadonlyMap<string, Decoration>
  /** The ids of the edges that a run took: they stand out; the same set while it is the same. */
  taken?: ReadonlySet<string>
  /** The node that is looked at. */
  selected?: string | undefined
  /** Looks at a node, or at none. Without it nodes cannot be selected. */
  onSelect?: (id: string | undefined) => void
}

const FIT = { padding: 0.15, maxZoom: 1 }

/** A workflow to look at. Who wants to say more about its nodes decorates them. */
export function WorkflowViewer(props: WorkflowViewerProps) {
  const [ref, size] = useFirstSize()
  return (
    <div ref={ref} className="size-full">
      {size && (
        <NamesProvider>
          <ReactFlowProvider>
            <Canvas {...props} size={size} />
          </ReactFlowProvider>
        </NamesProvider>
      )}
    </div>
  )
}

function Canvas({
  label,
  definition,
  decorations,
  taken,
  selected,
  onSelect,
  size,
}: WorkflowViewerProps & { size: { width: number; height: number } }) {
  const [view] = useState(() => firstView(definition, size))
  const flow = useMemo(
    () => flowOf(definition, decorations, taken),
    [definition, decorations, taken],
  )
  const nodes = useMemo(
    () =>
      selected === undefined
        ? flow.nodes
        : flow.nodes.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [flow, selected],
  )
  return (
    <ReactFlow
      aria-label={label}
      nodes={nodes}
      edges={flow.edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      defaultViewport={view}
      fitViewOptions={FIT}
      minZoom={0.1}
      maxZoom={1.5}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={onSelect !== undefined}
      edgesFocusable={false}
      elementsSelectable={onSelect !== undefined}
      deleteKeyCode={null}
      onlyRenderVisibleElements={definition.nodes.length > 100}
      onNodeClick={(_, node) => onSelect?.(node.id)}
      onPaneClick={() => onSelect?.(undefined)}
      onNodesChange={(changes) => {
        // The keyboard selects by changes alone.
        const chosen = changes.find((change) => change.type === 'select' && change.selected)
        if (chosen && 'id' in chosen) onSelect?.(chosen.id)
      }}
    >
      <Background gap={20} size={1.5} />
      <Controls showInteractive={false} />
      {definition.nodes.length > 12 && <MiniMap pannable zoomable ariaLabel="Overview" />}
    </ReactFlow>
  )
}
