import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    add_tags: { label: 'Tags' },
  },
} satisfies KindForm
