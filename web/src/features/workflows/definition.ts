import type { Schema } from '@/api/client'

export type StepPosition = Schema<'WorkflowPosition'>
export type Does = Schema<'WorkflowNodeKind'>
export type Kind = Does['kind']
export type Edge = Required<Schema<'WorkflowEdge'>>
export type Variable = Schema<'WorkflowVariable'>
export type Finding = Schema<'WorkflowFinding'>

/** What a node of this kind does, with its settings. */
export type DoesOf<K extends Kind> = Extract<Does, { kind: K }>

/** One node, with what the server may leave out. */
export type Step = Schema<'WorkflowNode'> & { position: StepPosition }

/** A workflow as it is drawn, with what the server may leave out. */
export interface Definition {
  variables: Variable[]
  nodes: Step[]
  edges: Edge[]
}

/** The exit of what went as it should. */
export const NEXT = 'next'

export const EMPTY: Definition = { variables: [], nodes: [], edges: [] }

/** Most of what may be drawn, as the server counts. */
export const NODES_MAX = 500

/** A definition as the API gives it, with nothing left out. */
export function whole(definition: Schema<'WorkflowDefinition'>): Definition {
  return {
    variables: definition.variables ?? [],
    nodes: definition.nodes.map((node) => ({ ...node, position: node.position ?? { x: 0, y: 0 } })),
    edges: (definition.edges ?? []).map((edge) => ({ ...edge, exit: edge.exit ?? NEXT })),
  }
}

export function stepOf(definition: Definition, id: string): Step | undefined {
  return definition.nodes.find((node) => node.id === id)
}

/** Names an edge: there is one at most from an exit to a step. */
export function edgeId({ from, exit, to }: Edge): string {
  return `${from}/${exit}/${to}`
}
