import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    due_in_seconds: { label: 'Due after', hint: 'How long after the step begins.' },
    wait: { label: 'Wait until it is completed' },
  },
} satisfies KindForm
