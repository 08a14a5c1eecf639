import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    needed: {
      label: 'Wait for',
      words: { all: 'All branches', any: 'The first', count: 'So many', 'count:': 'How many' },
      hints: {
        any: 'The run goes on as soon as one branch comes.',
        count:
          'The run goes on as soon as so many branches have come; by “if too few come” once so many cannot come any more.',
      },
    },
  },
} satisfies KindForm
