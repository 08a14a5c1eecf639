import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    add_tags: { label: 'Tags to add' },
  },
} satisfies KindForm
