import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    wait: {
      label: 'Wait',
      words: {
        seconds: 'For some time',
        until: 'Until a time',
        'seconds:': 'How long',
        'until:': 'Until',
      },
      hints: { seconds: 'Counted from when the run comes to this step.' },
    },
  },
} satisfies KindForm
