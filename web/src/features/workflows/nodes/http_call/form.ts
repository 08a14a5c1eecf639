import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    url: { label: 'Address' },
  },
} satisfies KindForm
