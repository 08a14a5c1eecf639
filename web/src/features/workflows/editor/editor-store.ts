import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'

import { type Definition, edgeId, type Finding, type Step } from '../definition'
import { moveSteps } from '../graph/edit'
import { begun, changed, type History, redone, undone } from '../graph/history'
import type { Exit } from '../nodes/shape'
import {
  type Decoration,
  drawnExits,
  flowEdge,
  flowNode,
  type StepFlowEdge,
  type StepFlowNode,
  usedExits,
} from '../shapes/flow'

export interface EditorState {
  history: History<Definition>
  /** The steps that are chosen, by id. */
  selection: ReadonlySet<string>
  /** The edges that are chosen, by id. */
  edgeSelection: ReadonlySet<string>
  /** What the server found in the draft as it was saved last. */
  findings: Finding[]
  /** The drawing as the canvas has it: while steps are dragged, they lie elsewhere than in the definition. */
  nodes: StepFlowNode[]
  edges: StepFlowEdge[]
}

const NONE: ReadonlySet<string> = new Set()

/** What is edited, outside of React: the drawing with its history, what is chosen, and what the canvas shows of it. */
export class EditorStore {
  private state: EditorState
  private readonly listeners = new Set<() => void>()
  private readonly drawn = new Map<string, { step: Step; key: string }>()

  constructor(definition: Definition, findings: Finding[]) {
    this.state = this.draw({
      history: begun(definition),
      selection: NONE,
      edgeSelection: NONE,
      findings,
      nodes: [],
      edges: [],
    })
  }

  get = (): EditorState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get definition(): Definition {
    return this.state.history.present
  }

  /** Changes the drawing; changes that follow on each other `about` the same are undone together. */
  change(next: Definition, about?: string): void {
    this.travel(changed(this.state.history, next, about))
  }

  undo(): void {
    this.travel(undone(this.state.history))
  }

  redo(): void {
    this.travel(redone(this.state.history))
  }

  private travel(history: History<Definition>): void {
    if (history === this.state.history) return
    const left = new Set(history.present.nodes.map(({ id }) => id))
    const selection = new Set([...this.state.selection].filter((id) => left.has(id)))
    this.set(this.draw({ ...this.state, history, selection, edgeSelection: NONE }))
  }

  select(ids: Iterable<string>): void {
    const selection = new Set(ids)
    this.set(this.draw({ ...this.state, selection, edgeSelection: NONE }))
  }

  /** Another id of a step that is chosen. */
  changeStepId(next: Definition, before: string, after: string, about: string): void {
    const history = changed(this.state.history, next, about)
    const selection = new Set([...this.state.selection].map((id) => (id === before ? after : id)))
    this.set(this.draw({ ...this.state, history, selection }))
  }

  setFindings(findings: Finding[]): void {
    this.set(this.draw({ ...this.state, findings }))
  }

  /** What React Flow tells of nodes: that they are dragged, chosen, measured. */
  onNodesChange = (changes: NodeChange<StepFlowNode>[]): void => {
    const selection = selected(this.state.selection, changes)
    const rest = changes.filter(({ type }) => type === 'position' || type === 'dimensions')
    if (selection === this.state.selection && rest.length === 0) return
    const nodes = rest.length > 0 ? applyNodeChanges(rest, this.state.nodes) : this.state.nodes
    const next = { ...this.state, nodes }
    this.set(
      selection === this.state.selection
        ? next
        : this.draw({ ...next, selection, ...(selection.size > 0 && { edgeSelection: NONE }) }),
    )
  }

  onEdgesChange = (changes: EdgeChange<StepFlowEdge>[]): void => {
    const edgeSelection = selected(this.state.edgeSelection, changes)
    if (edgeSelection !== this.state.edgeSelection) {
      this.set(this.draw({ ...this.state, edgeSelection }))
    }
  }

  /** Steps were let go: they lie where the canvas has them. */
  dropDragged = (): void => {
    const places = new Map(this.state.nodes.map(({ id, position }) => [id, position]))
    this.change(moveSteps(this.definition, places))
  }

  private set(state: EditorState): void {
    this.state = state
    for (const listener of this.listeners) listener()
  }

  /** The state with nodes and edges as the rest of it says; those that are the same stay the same values. */
  private draw(state: EditorState): EditorState {
    const { nodes: steps, edges } = state.history.present
    const used = usedExits(edges)
    const known = new Set(steps.map(({ id }) => id))
    const found = toMend(state.findings)
    const before = new Map(state.nodes.map((node) => [node.id, node]))
    const beforeEdges = new Map(state.edges.map((edge) => [edge.id, edge]))
    const [focusable] = state.selection.size > 0 ? state.selection : known
    const only = state.selection.size === 1
    const nodes = steps.map((step) => {
      const chosen = state.selection.has(step.id)
      const exits = drawnExits(step, used.get(step.id), chosen && only)
      const look = {
        selected: chosen,
        focusable: step.id === focusable,
        decoration: decorationFor(found.get(step.id) ?? 0),
      }
      return this.node(step, exits, look, before.get(step.id))
    })
    for (const id of this.drawn.keys()) if (!known.has(id)) this.drawn.delete(id)
    return {
      ...state,
      nodes: sameOr(state.nodes, nodes),
      edges: sameOr(
        state.edges,
        edges
          .filter(({ from, to }) => known.has(from) && known.has(to))
          .map((edge) => {
            const id = edgeId(edge)
            const chosen = state.edgeSelection.has(id)
            const old = beforeEdges.get(id)
            return old?.selected === chosen ? old : { ...flowEdge(edge), selected: chosen }
          }),
      ),
    }
  }

  private node(
    step: Step,
    exits: Exit[],
    look: { selected: boolean; focusable: boolean; decoration: Decoration | undefined },
    before: StepFlowNode | undefined,
  ): StepFlowNode {
    const { decoration, ...rest } = look
    const key = JSON.stringify([exits, look])
    const drawn = this.drawn.get(step.id)
    if (before && drawn?.step === step && drawn.key === key) return before
    this.drawn.set(step.id, { step, key })
    const node = { ...flowNode(step, exits, decoration), ...rest }
    if (!before) return node
    return {
      ...node,
      // What it shows is the same value where that did not change, so that it is not drawn again.
      ...(isSameData(before.data, node.data) && { data: before.data }),
      ...(before.dragging === true && { position: before.position, dragging: true }),
      ...(before.measured && { measured: { ...before.measured, height: node.height ?? 0 } }),
    }
  }
}

function isSameData(a: StepFlowNode['data'], b: StepFlowNode['data']): boolean {
  return (
    a.step === b.step &&
    a.decoration === b.decoration &&
    JSON.stringify(a.exits) === JSON.stringify(b.exits)
  )
}

/** The old list if it holds the same values. */
function sameOr<Item>(old: Item[], next: Item[]): Item[] {
  return old.length === next.length && next.every((item, index) => item === old[index]) ? old : next
}

function selected(
  before: ReadonlySet<string>,
  changes: (NodeChange<StepFlowNode> | EdgeChange<StepFlowEdge>)[],
): ReadonlySet<string> {
  const next = new Set(before)
  let same = true
  for (const change of changes) {
    if (change.type !== 'select' || next.has(change.id) === change.selected) continue
    same = false
    if (change.selected) next.add(change.id)
    else next.delete(change.id)
  }
  return same ? before : next
}

/** How much is to be mended at which step. */
export function toMend(findings: Finding[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { node } of findings) if (node) counts.set(node, (counts.get(node) ?? 0) + 1)
  return counts
}

const decorations = new Map<number, Decoration>()

/** The same value for the same number. */
function decorationFor(count: number): Decoration | undefined {
  if (count === 0) return undefined
  const known = decorations.get(count) ?? { tone: 'danger', words: `${count} to mend` }
  decorations.set(count, known)
  return known
}
