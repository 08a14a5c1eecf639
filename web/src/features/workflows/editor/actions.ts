import { toast } from '@/components/ui/toaster'

import { type Edge, type Kind, stepOf } from '../definition'
import { edgeId } from '../definition'
import { type Alignment, aligned, type Axis, distributed } from '../graph/arrange'
import { copied, pasted } from '../graph/clipboard'
import { addStep, connect, isRefusal, moveSteps, removeEdges, removeSteps } from '../graph/edit'
import { exitLabel } from '../nodes/exits'
import { shapeOf } from '../nodes/registry'

import type { EditorStore } from './editor-store'

/** How far the keyboard moves steps. */
const STEP = 20

/** What people do with a drawing: each changes the store, and says for screen readers what it did. */
export class EditorActions {
  private readonly store: EditorStore
  private readonly announce: (words: string) => void

  constructor(store: EditorStore, announce: (words: string) => void) {
    this.store = store
    this.announce = announce
  }

  private get chosen() {
    const { selection } = this.store.get()
    return this.store.definition.nodes.filter(({ id }) => selection.has(id))
  }

  /** Adds a step where it is dropped, or after the one that is chosen; gives its id. */
  add(kind: Kind, position?: { x: number; y: number }): string {
    const after = position ? undefined : this.followed()
    const { definition, id } = addStep(this.store.definition, { kind, after, position })
    this.store.change(definition)
    this.store.select([id])
    const before = after === undefined ? undefined : stepOf(definition, after)
    const title = shapeOf(kind).title
    this.announce(before ? `Added ${title} after ${before.name}` : `Added ${title}`)
    return id
  }

  /** What a new step follows on: the one that is chosen or, if none is, the last one that leads nowhere yet. */
  private followed(): string | undefined {
    const { chosen } = this
    if (chosen.length > 0) return chosen.length === 1 ? chosen[0]?.id : undefined
    const { nodes, edges } = this.store.definition
    return nodes.findLast(({ id }) => !edges.some(({ from }) => from === id))?.id
  }

  connect(edge: Edge): void {
    const { definition } = this.store
    const answer = connect(definition, edge)
    if (isRefusal(answer)) {
      toast.error(answer.refusal)
      this.announce(answer.refusal)
      return
    }
    this.store.change(answer)
    const [from, to] = [stepOf(definition, edge.from)?.name, stepOf(definition, edge.to)?.name]
    this.announce(`Connected ${from ?? ''}, ${exitLabel(edge.exit)}, to ${to ?? ''}`)
  }

  disconnect(gone: (edge: Edge) => boolean): void {
    this.store.change(removeEdges(this.store.definition, gone))
    this.announce('Removed the connection')
  }

  /** Removes what is chosen, steps or connections. */
  remove(): void {
    const { selection, edgeSelection } = this.store.get()
    if (selection.size > 0) {
      this.store.change(removeSteps(this.store.definition, selection))
      this.announce(`Removed ${counted(selection.size)}`)
    } else if (edgeSelection.size > 0) {
      this.disconnect((edge) => edgeSelection.has(edgeId(edge)))
    }
  }

  /** What is chosen, as a text for the clipboard; nothing, if nothing is. */
  copy(): string | undefined {
    const { selection } = this.store.get()
    if (selection.size === 0) return undefined
    this.announce(`Copied ${counted(selection.size)}`)
    return copied(this.store.definition, selection)
  }

  /** Adds the steps that a text holds; gives their ids, none if it holds none. */
  paste(text: string, at?: { x: number; y: number }): string[] {
    const copy = pasted(this.store.definition, text, at)
    if (!copy) return []
    this.store.change(copy.definition)
    this.store.select(copy.ids)
    this.announce(`Pasted ${counted(copy.ids.length)}`)
    return copy.ids
  }

  duplicate(): string[] {
    const text = this.copy()
    return text === undefined ? [] : this.paste(text)
  }

  selectAll(): void {
    const { nodes } = this.store.definition
    this.store.select(nodes.map(({ id }) => id))
    this.announce(`Chose all ${counted(nodes.length)}`)
  }

  /** Moves what is chosen by steps of the grid. */
  move(x: number, y: number): void {
    const places = new Map(
      this.chosen.map(({ id, position }) => [
        id,
        { x: position.x + x * STEP, y: position.y + y * STEP },
      ]),
    )
    this.store.change(moveSteps(this.store.definition, places), `move ${[...places.keys()].join()}`)
  }

  align(alignment: Alignment): void {
    this.store.change(moveSteps(this.store.definition, aligned(this.chosen, alignment)))
    this.announce('Aligned')
  }

  distribute(axis: Axis): void {
    this.store.change(moveSteps(this.store.definition, distributed(this.chosen, axis)))
    this.announce('Distributed')
  }

  /** Lays everything out anew. */
  async layOut(): Promise<void> {
    const before = this.store.definition
    const { layOut } = await import('../graph/layout')
    const places = await layOut(before)
    this.store.change(moveSteps(this.store.definition, places))
    this.announce('Laid out')
  }

  undo(): void {
    this.store.undo()
    this.announce('Undone')
  }

  redo(): void {
    this.store.redo()
    this.announce('Done again')
  }
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'step' : 'steps'}`
}
