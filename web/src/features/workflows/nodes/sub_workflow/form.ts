import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    vars: { label: 'Variables' },
    wait: { label: 'Wait until it is over' },
  },
} satisfies KindForm
