import type { KindForm } from '../../form/form-context'

import { ImportProfile } from './import-profile'

export default {
  fields: {
    '/does': {
      label: 'What begins it',
      words: {
        manual: 'Someone starts it',
        task_event: 'Something happens to a task',
        schedule: 'A time comes',
        webhook: 'A system calls its address',
        import_finished: 'An import is finished',
      },
      hints: {
        task_event: 'A run begins each time, and knows the task.',
        schedule: 'A run begins each time.',
        import_finished: 'A run begins when all rows of an import are carried out.',
      },
    },
    event: {
      label: 'What happens',
      words: {
        created: 'It is created',
        changed: 'Any field changes',
        status_changed: 'Its status changes',
        completed: 'It is completed',
        commented: 'Someone comments on it',
      },
    },
    project_id: { hint: 'Only tasks of this project; without one, those of all.' },
    filter: {
      label: 'Only if',
      hint: 'A condition, e.g. trigger.task.priority == "critical".',
    },
    cron: {
      label: 'When',
      hint: 'A cron pattern: minute, hour, day of month, month, day of week. 0 9 * * MON-FRI is nine o’clock on workdays.',
    },
    profile_id: { label: 'Import profile', widget: ImportProfile },
  },
} satisfies KindForm
