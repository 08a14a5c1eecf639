import { z } from 'zod'

import { type Definition, type Edge, NODES_MAX, type Step } from '../definition'

import { idsOf, isName, slug, unused } from './ids'
import { withReferences } from './references'

const FORMAT = 'katalusis.steps'

const content = z.object({
  format: z.literal(FORMAT),
  nodes: z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        does: z.looseObject({ kind: z.string() }),
        position: z.object({ x: z.number(), y: z.number() }),
      }),
    )
    .min(1),
  edges: z.array(z.object({ from: z.string(), exit: z.string(), to: z.string() })),
})

/** Steps and what leads from one of them to another, as a text for the clipboard. */
export function copied(definition: Definition, ids: ReadonlySet<string>): string {
  return JSON.stringify(
    {
      format: FORMAT,
      nodes: definition.nodes.filter(({ id }) => ids.has(id)),
      edges: definition.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    },
    null,
    2,
  )
}

interface Pasted {
  definition: Definition
  /** The new steps. */
  ids: string[]
}

/**
 * Adds the steps that a text holds, under ids of their own; what they say of each other is about the copies. With
 * `at`, their upper left corner lies there, else a little beside where they were. `undefined`: it holds none.
 */
export function pasted(
  definition: Definition,
  text: string,
  at?: { x: number; y: number },
): Pasted | undefined {
  const read = content.safeParse(parsed(text))
  if (!read.success || definition.nodes.length + read.data.nodes.length > NODES_MAX) {
    return undefined
  }
  const nodes = read.data.nodes as unknown as Step[]
  const taken = idsOf(definition)
  const ids = new Map<string, string>()
  for (const { id } of nodes) {
    const fresh = unused(isName(id) ? id : slug(id), taken)
    taken.add(fresh)
    ids.set(id, fresh)
  }
  const shift = shiftOf(nodes, at)
  const copies = nodes.map((step) => ({
    ...step,
    id: ids.get(step.id) ?? step.id,
    does: withReferences(step.does, ids),
    position: { x: step.position.x + shift.x, y: step.position.y + shift.y },
  }))
  const edges = read.data.edges.flatMap(({ from, exit, to }): Edge[] => {
    const [source, target] = [ids.get(from), ids.get(to)]
    return source && target ? [{ from: source, exit, to: target }] : []
  })
  return {
    definition: {
      ...definition,
      nodes: [...definition.nodes, ...copies],
      edges: [...definition.edges, ...edges],
    },
    ids: copies.map(({ id }) => id),
  }
}

const BESIDE = { x: 40, y: 40 }

function shiftOf(nodes: Step[], at: { x: number; y: number } | undefined) {
  if (!at) return BESIDE
  return {
    x: at.x - Math.min(...nodes.map(({ position }) => position.x)),
    y: at.y - Math.min(...nodes.map(({ position }) => position.y)),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
