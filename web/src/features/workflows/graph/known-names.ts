import type { Definition, DoesOf } from '../definition'
import { shapeOf } from '../nodes/registry'

/** The fields of a task, as the server's validator knows them. */
const TASK = [
  'id',
  'key',
  'project_id',
  'title',
  'description',
  'status',
  'priority',
  'assignees',
  'tags',
  'start_at',
  'due_at',
  'parent_id',
  'external_id',
  'custom',
  'watchers',
  'created_by',
  'created_at',
  'updated_at',
  'completed_at',
]

const RUN = ['id', 'workflow', 'started_at', 'started_by']

const TRIGGERS: Record<DoesOf<'start'>['when'], string[]> = {
  manual: [],
  task_event: ['event', 'comment', 'task', ...TASK.map((field) => `task.${field}`)],
  schedule: ['scheduled_at'],
  webhook: ['body'],
  import_finished: ['import'],
}

export interface KnownName {
  /** As it is written: `trigger.task.title`. */
  path: string
  /** What it is about: the step's name, the variable's label. */
  about: string
}

/** The names that expressions and texts of a step may use, as far as the server would take them. */
export function knownNames(definition: Definition, at: string): KnownName[] {
  const triggers = new Set(
    definition.nodes.flatMap(({ does }) => (does.kind === 'start' ? TRIGGERS[does.when] : [])),
  )
  const before = waysTo(definition, at)
  return [
    ...[...triggers].map((name) => ({ path: `trigger.${name}`, about: 'What began it' })),
    ...definition.variables.map(({ name, label }) => ({
      path: `vars.${name}`,
      about: label || 'Variable',
    })),
    ...definition.nodes
      .filter(({ id }) => before.has(id))
      .flatMap(({ id, name, does }) =>
        shapeOf(does.kind).gives.map((field) => ({ path: `steps.${id}.${field}`, about: name })),
      ),
    ...RUN.map((name) => ({ path: `run.${name}`, about: 'The run' })),
  ]
}

/** The steps that a run may have come by when it is at this one, itself among them. */
function waysTo(definition: Definition, at: string): Set<string> {
  const incoming = new Map<string, string[]>()
  for (const { from, to } of definition.edges) {
    incoming.set(to, [...(incoming.get(to) ?? []), from])
  }
  const found = new Set<string>()
  const open = [at]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...(incoming.get(id) ?? []))
  }
  return found
}

export interface Completion {
  /** Where the name that is being written begins. */
  from: number
  names: KnownName[]
}

const SHOWN_MAX = 8

/**
 * What a name that ends at `caret` could become. In texts names stand only in gaps, `{{ … }}` and `{% … %}`.
 * `undefined`: nothing is being written there that could be one.
 */
export function completion(
  text: string,
  caret: number,
  language: 'expression' | 'template',
  names: KnownName[],
): Completion | undefined {
  const before = text.slice(0, caret)
  if (language === 'template') {
    const opened = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'))
    const closed = Math.max(before.lastIndexOf('}}'), before.lastIndexOf('%}'))
    if (opened < 0 || closed > opened) return undefined
  }
  const written = /(?<![\w.'"])[a-z][a-z0-9_.]*$/.exec(before)?.[0]
  if (written === undefined) return undefined
  const matching = names.filter(({ path }) => path !== written && path.startsWith(written))
  const others = names.filter(
    ({ path }) => !path.startsWith(written) && path.includes(`.${written}`),
  )
  const found = [...matching, ...others].slice(0, SHOWN_MAX)
  return found.length > 0 ? { from: caret - written.length, names: found } : undefined
}
