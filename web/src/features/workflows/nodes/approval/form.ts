import type { KindForm } from '../../form/form-context'

export default {
  fields: {
    approvers: { label: 'Approvers' },
    needed: { label: 'Approvals needed' },
    allow_self: { label: 'Self-approval' },
    reason_required: { label: 'A reason is required' },
    remind_every_seconds: {
      hint: 'Those who have not answered are reminded so often.',
    },
    on_limit: {
      label: 'When the time is over',
      hint: 'Unless you choose, the run goes on by “if it takes too long”.',
      words: {
        exit: 'Go on by “if it takes too long”',
        approve: 'Count it as approved',
        reject: 'Count it as rejected',
        escalate: 'Ask others',
        'escalate:': 'Others who are asked',
      },
      hints: {
        exit: 'The run goes on where “if it takes too long” leads.',
        escalate:
          'These are asked instead, for as long again; after that the run goes on by “if it takes too long”.',
      },
    },
  },
} satisfies KindForm
