import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    priority: { none: 'Medium, unless chosen' },
    due_in_seconds: { label: 'Due after', hint: 'How long after the step begins.' },
    wait: { label: 'Wait until it is completed' },
  },
} satisfies KindForm
