import { type Edge as FlowEdge, MarkerType, type Node, Position } from '@xyflow/react'

import { type Definition, type Edge, edgeId, type Step } from '../definition'
import { exitLabel } from '../nodes/exits'
import { exitsOf, shapeOf } from '../nodes/registry'
import type { Exit } from '../nodes/shape'

import { exitTop, HANDLE, HEAD, heightOf, WIDTH } from './measures'

export type Tone = 'neutral' | 'accent' | 'info' | 'success' | 'warning' | 'danger'

/** What a caller shows at a node beside what is drawn: findings, where a run stands, what a version changed. */
export interface Decoration {
  tone: Tone
  /** In a few words: "2 to mend", "Running", "Added". */
  words: string
}

export interface StepData extends Record<string, unknown> {
  step: Step
  /** The exits that are drawn. */
  exits: Exit[]
  decoration: Decoration | undefined
}

export type StepFlowNode = Node<StepData, 'step'>
export type StepFlowEdge = FlowEdge<Record<string, unknown>, 'step'>

/** The handle that edges come to. Exits are handles by their own names. */
export const ENTRY = 'in'

/** By node, the exits that edges leave by. */
export function usedExits(edges: Edge[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>()
  for (const { from, exit } of edges) {
    const exits = used.get(from)
    if (exits) exits.add(exit)
    else used.set(from, new Set([exit]))
  }
  return used
}

/**
 * The exits that are drawn at a step: those that have to lead somewhere, `next`, and those that do. With `all` also
 * the rest. Edges by an exit that the step no longer has keep a place, so that they are seen.
 */
export function drawnExits(step: Step, used: Set<string> | undefined, all: boolean): Exit[] {
  const own = exitsOf(step.does)
  const drawn = own.filter(
    ({ name, needed }) => all || needed || name === 'next' || used?.has(name) === true,
  )
  const lost = [...(used ?? [])].filter((name) => !own.some((exit) => exit.name === name))
  return [
    ...drawn,
    ...lost.map((name) => ({ name, label: exitLabel(name), needed: false, many: false })),
  ]
}

/** A step as the canvas draws it. */
export function flowNode(
  step: Step,
  exits: Exit[],
  decoration: Decoration | undefined,
): StepFlowNode {
  const shape = shapeOf(step.does.kind)
  const height = heightOf(exits)
  const handle = (top: number) => ({ y: top - HANDLE / 2, width: HANDLE, height: HANDLE })
  return {
    id: step.id,
    type: 'step',
    position: step.position,
    data: { step, exits, decoration },
    width: WIDTH,
    height,
    handles: [
      ...(shape.begins
        ? []
        : [
            {
              id: ENTRY,
              type: 'target' as const,
              position: Position.Left,
              x: -HANDLE / 2,
              ...handle(HEAD / 2),
            },
          ]),
      ...exits.map(({ name }) => ({
        id: name,
        type: 'source' as const,
        position: Position.Right,
        x: WIDTH - HANDLE / 2,
        ...handle(exitTop(exits, name)),
      })),
    ],
    ariaLabel: [step.name || 'Without a name', shape.title, decoration?.words]
      .filter(Boolean)
      .join(', '),
  }
}

/** An edge as the canvas draws it. */
export function flowEdge(edge: Edge): StepFlowEdge {
  return {
    id: edgeId(edge),
    type: 'step',
    source: edge.from,
    sourceHandle: edge.exit,
    target: edge.to,
    targetHandle: ENTRY,
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: 'var(--edge)' },
    interactionWidth: 16,
    ariaLabel: `From ${edge.from} by ${exitLabel(edge.exit)} to ${edge.to}`,
  }
}

/** A whole definition as a canvas draws it that nobody edits. */
export function flowOf(definition: Definition, decorations?: ReadonlyMap<string, Decoration>) {
  const used = usedExits(definition.edges)
  const known = new Set(definition.nodes.map(({ id }) => id))
  return {
    nodes: definition.nodes.map((step) =>
      flowNode(step, drawnExits(step, used.get(step.id), false), decorations?.get(step.id)),
    ),
    edges: definition.edges
      .filter(({ from, to }) => known.has(from) && known.has(to))
      .map(flowEdge),
  }
}
