import type { Schema } from '@/api/client'

/** Rules to begin with. */
export const EXAMPLES = ['urgent', 'tell_me', 'on_hold', 'follow_up', 'import_mistakes'] as const
export type ExampleName = (typeof EXAMPLES)[number]

type NewRule = Schema<'NewRule'> & { description: string }

interface Here {
  me: string
  /** The first project, if there is one. */
  project: string | undefined
}

const TASK = 'trigger.task.id'

const MAKES: Record<ExampleName, (here: Here) => NewRule> = {
  urgent: () => ({
    name: 'Tag critical tasks as urgent',
    description: '',
    when: 'task_created',
    if: 'trigger.task.priority == "critical"',
    then: [{ kind: 'change_task', task: TASK, add_tags: ['urgent'] }],
  }),
  tell_me: ({ me }) => ({
    name: 'Tell me of important tasks that nobody works on',
    description: '',
    when: 'task_created',
    if: 'trigger.task.priority in ["critical", "high"] && size(trigger.task.assignees) == 0',
    then: [
      {
        kind: 'notification',
        channel: { inbox: [{ user: me }] },
        text: '{{ trigger.task.key }} needs someone: {{ trigger.task.title }}',
      },
    ],
  }),
  on_hold: () => ({
    name: 'Ask why a task is on hold',
    description: '',
    when: 'task_status_changed',
    if: 'trigger.task.status == "on_hold"',
    then: [
      {
        kind: 'change_task',
        task: TASK,
        comment: 'What are we waiting for, and until when? Please note it here.',
      },
    ],
  }),
  follow_up: ({ project }) => ({
    name: 'Look at mended bugs once more',
    description: '',
    when: 'task_completed',
    if: '"bug" in trigger.task.tags',
    then: [
      {
        kind: 'create_task',
        title: 'Check that {{ trigger.task.key }} stays mended',
        description: '{{ trigger.task.title }}',
        due_in_seconds: 7 * 24 * 3600,
        ...(project && { project_id: project }),
      },
    ],
  }),
  import_mistakes: ({ me }) => ({
    name: 'Tell me of imports with mistakes',
    description: '',
    when: 'import_finished',
    if: 'trigger.import.counts.error > 0',
    then: [
      {
        kind: 'notification',
        channel: { inbox: [{ user: me }] },
        text: '{{ trigger.import.counts.error }} rows of {{ trigger.import.file }} have mistakes.',
      },
    ],
  }),
}

export const example = (name: ExampleName, here: Here): NewRule => MAKES[name](here)

/** What a rule begins as that nobody gave an example for. */
export function blank(): NewRule {
  return { name: '', description: '', when: 'task_created', if: null, then: [] }
}
