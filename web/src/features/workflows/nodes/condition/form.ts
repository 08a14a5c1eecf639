import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    branches: { hint: 'The first whose condition holds is taken; if none does, “otherwise”.' },
    'branches/*': {
      fresh: (items) => ({ exit: `branch_${items.length + 1}`, when: '' }),
    },
    'branches/*/exit': { label: 'Name', hint: 'Small letters, digits and _.' },
    'branches/*/when': { label: 'Taken if', hint: 'E.g. vars.amount > 1000.' },
  },
} satisfies KindForm
