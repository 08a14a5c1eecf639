import { type Definition, edgeId, type Step } from '../definition'
import { without } from '../without'

export interface FieldChange {
  /** Where in the step or variable: `does.question`. */
  path: string
  /** As JSON; absent where it was not, or is not any more. */
  before?: unknown
  after?: unknown
}

export interface ThingChange {
  id: string
  name: string
  change: 'added' | 'removed' | 'changed'
  /** What changed in it; of one that was added or removed nothing more is told. */
  fields: FieldChange[]
}

export interface Difference {
  steps: ThingChange[]
  variables: ThingChange[]
  /** Edges by their ends: `ask`, `approved`, `tell`. */
  added: Definition['edges']
  removed: Definition['edges']
  /** Steps that lie elsewhere, and are the same besides. */
  moved: number
}

/** What is different in `after`. Where steps lie does not count as a change. */
export function compared(before: Definition, after: Definition): Difference {
  const edges = {
    before: new Set(before.edges.map(edgeId)),
    after: new Set(after.edges.map(edgeId)),
  }
  const places = new Map(before.nodes.map(({ id, position }) => [id, position]))
  return {
    steps: things(before.nodes.map(stepThing), after.nodes.map(stepThing)),
    variables: things(
      before.variables.map((variable) => ({
        id: variable.name,
        name: variable.label || variable.name,
        content: variable,
      })),
      after.variables.map((variable) => ({
        id: variable.name,
        name: variable.label || variable.name,
        content: variable,
      })),
    ),
    added: after.edges.filter((edge) => !edges.before.has(edgeId(edge))),
    removed: before.edges.filter((edge) => !edges.after.has(edgeId(edge))),
    moved: after.nodes.filter(({ id, position }) => {
      const place = places.get(id)
      return place && (place.x !== position.x || place.y !== position.y)
    }).length,
  }
}

/** Whether nothing is different but where steps lie. */
export function isSame(difference: Difference): boolean {
  const { steps, variables, added, removed } = difference
  return [steps, variables, added, removed].every((list) => list.length === 0)
}

interface Thing {
  id: string
  name: string
  content: unknown
}

function stepThing(step: Step): Thing {
  return { id: step.id, name: step.name, content: without(step, 'position') }
}

function things(before: Thing[], after: Thing[]): ThingChange[] {
  const old = new Map(before.map((thing) => [thing.id, thing]))
  const now = new Set(after.map(({ id }) => id))
  const removed = before
    .filter(({ id }) => !now.has(id))
    .map(({ id, name }) => ({ id, name, change: 'removed' as const, fields: [] }))
  const rest = after.flatMap(({ id, name, content }): ThingChange[] => {
    const was = old.get(id)
    if (!was) return [{ id, name, change: 'added', fields: [] }]
    const fields = fieldChanges(was.content, content, '')
    return fields.length > 0 ? [{ id, name, change: 'changed', fields }] : []
  })
  return [...rest, ...removed]
}

/** What is different inside, as deep as both are objects; a list is one value. */
function fieldChanges(before: unknown, after: unknown, path: string): FieldChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) =>
      fieldChanges(before[key], after[key], path === '' ? key : `${path}.${key}`),
    )
  }
  // Absent, `null` and an empty list say the same.
  if (canonical(before) === canonical(after)) return []
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function canonical(value: unknown): string {
  if (value === undefined || value === null || value === false) return 'nothing'
  if (Array.isArray(value) && value.length === 0) return 'nothing'
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
      : inner,
  )
}
