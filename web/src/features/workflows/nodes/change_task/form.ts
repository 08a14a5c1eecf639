import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    task: { hint: 'The id of the task, e.g. trigger.task.id.' },
    add_tags: { label: 'Tags' },
  },
} satisfies KindForm
