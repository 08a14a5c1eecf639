import type { KindForm } from '../../form/form-context'

export default {
  fields: { set: { label: 'Variables' } },
} satisfies KindForm
