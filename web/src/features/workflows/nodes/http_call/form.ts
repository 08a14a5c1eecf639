import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    headers: { hint: 'Headers that are sent, such as authorization; runs do not show them.' },
    url: { label: 'Address' },
  },
} satisfies KindForm
