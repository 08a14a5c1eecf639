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
      words: {
        exit: 'Go on by “if it takes too long”',
        approve: 'Count it as approved',
        reject: 'Count it as rejected',
        escalate: 'Ask others',
        'escalate:': 'Others who are asked',
      },
    },
  },
} satisfies KindForm
