/** Changes of a drawing: each takes a definition and gives the next one. What nothing changes about stays the same value. */
import { type Definition, type Edge, type Kind, type Step, stepOf } from '../definition'
import { exitsOf, shapeOf } from '../nodes/registry'
import { GRID, heightOf, WIDTH } from '../shapes/measures'

import { idsOf, slug, unused } from './ids'
import { withReferences } from './references'

/** How far apart steps are laid that are added one after the other. */
const GAP = { x: 80, y: 40 }

/** Adds an edge; one that leaves by the same exit makes room, unless several may. Or says why that cannot be. */
export function connect(definition: Definition, edge: Edge): Definition | { refusal: string } {
  const [from, to] = [stepOf(definition, edge.from), stepOf(definition, edge.to)]
  if (!from || !to) return { refusal: 'One of these steps is not there any more.' }
  const exit = exitsOf(from.does).find(({ name }) => name === edge.exit)
  if (!exit) return { refusal: `“${from.name}” cannot be left so.` }
  if (shapeOf(to.does.kind).begins) {
    return { refusal: `“${to.name}” begins the workflow; nothing can lead to it.` }
  }
  const same = ({ from, exit, to }: Edge) =>
    from === edge.from && exit === edge.exit && to === edge.to
  if (definition.edges.some(same)) return { refusal: 'They are connected already.' }
  const kept = exit.many
    ? definition.edges
    : definition.edges.filter(({ from, exit }) => from !== edge.from || exit !== edge.exit)
  return { ...definition, edges: [...kept, edge] }
}

export function isRefusal(answer: Definition | { refusal: string }): answer is { refusal: string } {
  return 'refusal' in answer
}

interface NewStep {
  kind: Kind
  /** The step that it follows on. */
  after?: string | undefined
  /** Where it lies; else beside the step that it follows on. */
  position?: { x: number; y: number } | undefined
}

/** Adds a step, and leads to it from the one that it follows on. */
export function addStep(
  definition: Definition,
  { kind, after, position }: NewStep,
): { definition: Definition; id: string } {
  const shape = shapeOf(kind)
  const id = unused(slug(shape.title), idsOf(definition))
  const before = after === undefined ? undefined : stepOf(definition, after)
  const step: Step = {
    id,
    name: shape.title,
    does: shape.fresh(),
    position: freePlace(definition, position ?? besides(definition, before)),
  }
  const added = { ...definition, nodes: [...definition.nodes, step] }
  return { definition: before && !shape.begins ? follow(added, before, step) : added, id }
}

/** Leads from one step to a new one: by an exit that is free, or in between it and what followed on it so far. */
function follow(definition: Definition, before: Step, step: Step): Definition {
  const used = new Set(
    definition.edges.filter(({ from }) => from === before.id).map(({ exit }) => exit),
  )
  const exits = exitsOf(before.does)
  const free = exits.find(({ name, many }) => many || !used.has(name))
  const main = exits[0]
  const wanted = free && (free.needed || free.name === 'next') ? free : (main ?? free)
  if (!wanted) return definition
  const replaced = wanted.many
    ? undefined
    : definition.edges.find(({ from, exit }) => from === before.id && exit === wanted.name)
  const edges = definition.edges.filter((edge) => edge !== replaced)
  edges.push({ from: before.id, exit: wanted.name, to: step.id })
  const onward = exitsOf(step.does)[0]
  if (replaced && onward) edges.push({ from: step.id, exit: onward.name, to: replaced.to })
  return { ...definition, edges }
}

function besides(definition: Definition, before: Step | undefined) {
  const last = before ?? definition.nodes.at(-1)
  if (!last) return { x: 0, y: 0 }
  return { x: last.position.x + WIDTH + GAP.x, y: last.position.y }
}

function freePlace(definition: Definition, wanted: { x: number; y: number }) {
  const place = { x: snapped(wanted.x), y: snapped(wanted.y) }
  const covers = ({ position, does }: Step) =>
    Math.abs(position.x - place.x) < WIDTH &&
    place.y < position.y + heightOf(exitsOf(does)) &&
    position.y < place.y + heightOf([])
  for (let tries = 0; tries < 100 && definition.nodes.some(covers); tries += 1) {
    place.y += heightOf([]) + GAP.y
  }
  return place
}

function snapped(length: number): number {
  return Math.round(length / GRID) * GRID
}

/** Removes steps and what leads to and from them. */
export function removeSteps(definition: Definition, ids: ReadonlySet<string>): Definition {
  return {
    ...definition,
    nodes: definition.nodes.filter(({ id }) => !ids.has(id)),
    edges: definition.edges.filter(({ from, to }) => !ids.has(from) && !ids.has(to)),
  }
}

export function removeEdges(definition: Definition, gone: (edge: Edge) => boolean): Definition {
  return { ...definition, edges: definition.edges.filter((edge) => !gone(edge)) }
}

/** Lays steps where they are said to lie. */
export function moveSteps(
  definition: Definition,
  places: ReadonlyMap<string, { x: number; y: number }>,
): Definition {
  return {
    ...definition,
    nodes: definition.nodes.map((step) => {
      const place = places.get(step.id)
      if (!place || (place.x === step.position.x && place.y === step.position.y)) return step
      return { ...step, position: { x: place.x, y: place.y } }
    }),
  }
}

/**
 * Replaces a step. Where its branches got other names, the edges that leave by them follow; edges by exits that it no
 * longer has are removed. Another id is used by edges and expressions as well.
 */
export function changeStep(definition: Definition, id: string, next: Step): Definition {
  const before = stepOf(definition, id)
  if (!before) return definition
  const exits = renamedExits(before, next)
  const left = new Set(exitsOf(next.does).map(({ name }) => name))
  const edges = definition.edges.flatMap((edge) => {
    const exit = edge.from === id ? (exits.get(edge.exit) ?? edge.exit) : edge.exit
    if (edge.from === id && !left.has(exit)) return []
    return [{ ...edge, exit }]
  })
  const changed = {
    ...definition,
    nodes: definition.nodes.map((step) => (step.id === id ? next : step)),
    edges,
  }
  return next.id === id ? changed : renamed(changed, id, next.id)
}

/** Branches are known by their place: of those that are as many as before, those with other names were renamed. */
function renamedExits(before: Step, next: Step): Map<string, string> {
  const [old, now] = [exitsOf(before.does), exitsOf(next.does)]
  if (before.does.kind !== next.does.kind || old.length !== now.length) return new Map()
  return new Map(
    old.flatMap(({ name }, index): [string, string][] => {
      const other = now[index]?.name
      return other === undefined || now.some((exit) => exit.name === name) ? [] : [[name, other]]
    }),
  )
}

function renamed(definition: Definition, id: string, next: string): Definition {
  const names = new Map([[id, next]])
  const now = (end: string) => (end === id ? next : end)
  return {
    ...definition,
    nodes: definition.nodes.map((step) => ({ ...step, does: withReferences(step.does, names) })),
    edges: definition.edges.map((edge) => ({ ...edge, from: now(edge.from), to: now(edge.to) })),
  }
}
