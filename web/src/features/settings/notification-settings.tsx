import type { Schema } from '@/api/client'
import { useMe } from '@/api/me'
import { Section } from '@/components/page'
import { Switch } from '@/components/ui/switch'
import { showError } from '@/components/ui/toaster'

import { useChangeMe } from './requests'

type Reason = Schema<'NotificationReason'>

const REASONS: { reason: Reason; label: string; hint: string }[] = [
  { reason: 'assigned', label: 'Assigned', hint: 'A task became yours to do.' },
  { reason: 'mentioned', label: 'Mentioned', hint: 'A comment names you.' },
  { reason: 'commented', label: 'Comments', hint: 'Someone commented on a task that you watch.' },
  {
    reason: 'import_finished',
    label: 'Import finished',
    hint: 'An import that you started is complete.',
  },
  {
    reason: 'import_failed',
    label: 'Import failed',
    hint: 'An import that you started cannot go on.',
  },
  { reason: 'approval_asked', label: 'Approvals', hint: 'A workflow asks you to approve.' },
  { reason: 'workflow_told', label: 'Messages', hint: 'A workflow or a rule tells you something.' },
  { reason: 'run_stuck', label: 'Stuck runs', hint: 'A run that acts for you cannot go on.' },
]

/** What comes into the inbox. A switch holds at once. */
export function NotificationSettings() {
  const me = useMe()
  const change = useChangeMe()
  // While it is on its way, the switch stands where it will be.
  const muted = change.isPending ? (change.variables.patch.muted ?? me.muted) : me.muted
  const set = (reason: Reason, wanted: boolean) => {
    const others = muted.filter((one) => one !== reason)
    change.mutate(
      { me, patch: { muted: wanted ? others : [...others, reason] } },
      { onError: showError },
    )
  }
  return (
    <Section
      heading="Inbox"
      lead="What you are told of. What is switched off leaves the entries that are there."
    >
      <ul className="-my-3 divide-y divide-line">
        {REASONS.map(({ reason, label, hint }) => (
          <li key={reason} className="flex items-center justify-between gap-4 py-3">
            <div>
              <label htmlFor={`tell-${reason}`} className="text-sm font-medium">
                {label}
              </label>
              <p id={`tell-${reason}-hint`} className="text-xs text-muted">
                {hint}
              </p>
            </div>
            <Switch
              id={`tell-${reason}`}
              aria-describedby={`tell-${reason}-hint`}
              checked={!muted.includes(reason)}
              disabled={change.isPending}
              onCheckedChange={(wanted) => {
                set(reason, wanted)
              }}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
