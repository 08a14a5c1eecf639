import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toaster'

import { article, type Question } from './person-actions'
import { useChangePerson, useWithdraw } from './requests'

interface QuestionDialogProps {
  /** The last one stays while the dialog goes. */
  question: Question | undefined
  open: boolean
  onClose: () => void
}

/** Asks before someone is shut out, let in again, or gives away what they cannot take back; says what follows. */
export function QuestionDialog({ question, open, onClose }: QuestionDialogProps) {
  const queryClient = useQueryClient()
  const change = useChangePerson()
  const withdraw = useWithdraw()
  if (!question) return null
  const { person, what } = question
  const told = wording(question)
  const confirm = async () => {
    try {
      if (what === 'withdraw') await withdraw.mutateAsync(person)
      else if (what === 'step-down') {
        await change.mutateAsync({ person, patch: { role: question.role } })
        // Everything on the page may look different now.
        await queryClient.invalidateQueries()
      } else await change.mutateAsync({ person, patch: { disabled: what === 'disable' } })
      toast.success(told.done)
    } catch {
      // The toast of the mutation tells it.
    }
    onClose()
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      heading={told.heading}
      action={told.action}
      variant={what === 'enable' ? 'primary' : 'danger'}
      pending={change.isPending || withdraw.isPending}
      onConfirm={() => void confirm()}
    >
      {told.consequences}
    </ConfirmDialog>
  )
}

function wording(question: Question): {
  heading: string
  action: string
  done: string
  consequences: ReactNode
} {
  const { person } = question
  switch (question.what) {
    case 'disable':
      return {
        heading: `Disable ${person.name}?`,
        action: 'Disable',
        done: `${person.name} is disabled`,
        consequences: (
          <Points
            points={[
              'Signed out everywhere within seconds, and refused until enabled again.',
              'API tokens and imports of theirs stop working until then.',
              'Tasks, comments and their history stay as they are.',
            ]}
          />
        ),
      }
    case 'enable':
      return {
        heading: `Enable ${person.name}?`,
        action: 'Enable',
        done: `${person.name} is enabled`,
        consequences: (
          <Points
            points={[
              `They can sign in again as ${article(person.role)}, with the password they had.`,
              'Their API tokens that have not expired work again.',
            ]}
          />
        ),
      }
    case 'withdraw':
      return {
        heading: `Withdraw the invitation of ${person.email}?`,
        action: 'Withdraw',
        done: `Withdrew the invitation of ${person.email}`,
        consequences:
          'The link in their mail stops working. You can invite them again at any time.',
      }
    case 'step-down':
      return {
        heading: `Become ${article(question.role)}?`,
        action: `Become ${article(question.role)}`,
        done: `You are now ${article(question.role)}`,
        consequences:
          'You will no longer manage people, projects and settings, nor read the audit log. Only another admin can give that back to you.',
      }
  }
}

function Points({ points }: { points: string[] }) {
  return (
    <ul className="grid list-disc gap-1 pl-4">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  )
}
