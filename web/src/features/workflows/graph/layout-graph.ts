import type { ElkNode } from 'elkjs/lib/elk-api'

import type { Definition } from '../definition'
import { drawnExits, ENTRY, usedExits } from '../shapes/flow'
import { exitTop, GRID, HEAD, heightOf, WIDTH } from '../shapes/measures'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '90',
  'elk.spacing.nodeNode': '50',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.separateConnectedComponents': 'true',
}

/** A drawing as elk takes it: sizes, and exits as ports in their places. */
export function layoutGraph({ nodes, edges }: Definition): ElkNode {
  const used = usedExits(edges)
  const ports = new Map(
    nodes.map((step) => [step.id, drawnExits(step, used.get(step.id), false)] as const),
  )
  const port = (node: string, name: string) => `${node}/${name}`
  const drawn = edges.filter(({ from, to }) => ports.has(from) && ports.has(to))
  return {
    id: 'root',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id }) => {
      const exits = ports.get(id) ?? []
      const sided = (side: 'WEST' | 'EAST') => ({ 'elk.port.side': side })
      return {
        id,
        width: WIDTH,
        height: heightOf(exits),
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
        ports: [
          { id: port(id, ENTRY), x: 0, y: HEAD / 2, layoutOptions: sided('WEST') },
          ...exits.map(({ name }) => ({
            id: port(id, name),
            x: WIDTH,
            y: exitTop(exits, name),
            layoutOptions: sided('EAST'),
          })),
        ],
      }
    }),
    edges: drawn.map(({ from, exit, to }, index) => ({
      id: `edge-${index}`,
      sources: [port(from, exit)],
      targets: [port(to, ENTRY)],
    })),
  }
}

/** Where elk laid the steps, on our grid. */
export function laidOut(graph: ElkNode): Map<string, { x: number; y: number }> {
  const onGrid = (length = 0) => Math.round(length / GRID) * GRID
  return new Map(graph.children?.map(({ id, x, y }) => [id, { x: onGrid(x), y: onGrid(y) }]))
}
