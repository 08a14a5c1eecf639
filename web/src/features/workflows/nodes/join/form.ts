import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    needed: {
      label: 'Wait for',
      words: { all: 'All branches', any: 'The first', count: 'So many', 'count:': 'How many' },
    },
  },
} satisfies KindForm
