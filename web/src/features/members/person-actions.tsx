import { Link } from '@tanstack/react-router'
import { Ban, CircleCheck, Ellipsis, MailX, ScrollText, Send, Shield } from 'lucide-react'

import { useMay, useMe } from '@/api/me'
import type { Person } from '@/api/people'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toaster'
import { inWords } from '@/lib/names'
import { outranks, type Role, rolesToGive } from '@/lib/roles'

import { useChangePerson, useResend } from './requests'

/** What is asked about before it is done. */
export type Question =
  | { what: 'disable' | 'enable' | 'withdraw'; person: Person }
  | { what: 'step-down'; person: Person; role: Role }

interface PersonActionsProps {
  person: Person
  /** Nobody else could let people in: role and state stay as they are. */
  lastAdmin: boolean
  onAsk: (question: Question) => void
}

/** What can be done about one person. */
export function PersonActions({ person, lastAdmin, onAsk }: PersonActionsProps) {
  const me = useMe()
  const mayManage = useMay('users.manage')
  const mayAudit = useMay('audit.read')
  const resend = useResend()
  // Here and not in the menu: that is gone before the answer is there.
  const change = useChangePerson()
  const changeable = mayManage && !outranks(person.role, me.role)
  if (!changeable && !mayAudit) return null
  const isMe = person.id === me.id
  const chooseRole = (role: Role) => {
    if (role === person.role) return
    // Nobody can give themselves back what they gave away.
    if (isMe && outranks(person.role, role)) {
      onAsk({ what: 'step-down', person, role })
      return
    }
    change.mutate(
      { person, patch: { role } },
      {
        onSuccess: (changed) =>
          toast.success(`${person.name} is now ${article(role)}`, {
            duration: 8000,
            action: {
              label: 'Undo',
              onClick: () => {
                change.mutate({ person: changed, patch: { role: person.role } })
              },
            },
          }),
      },
    )
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Actions for ${person.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        {changeable && lastAdmin && (
          <p className="px-2 py-1.5 text-xs text-pretty text-muted">
            {isMe ? 'You are' : `${person.name} is`} the only admin. Make someone else an admin
            first; then this role can change.
          </p>
        )}
        {changeable && <RoleItems person={person} disabled={lastAdmin} onChoose={chooseRole} />}
        {changeable && person.state === 'invited' && (
          <>
            <DropdownMenuItem
              onSelect={() => {
                resend.mutate(person, {
                  onSuccess: () => toast.success(`Sent ${person.email} a new invitation`),
                })
              }}
            >
              <Send aria-hidden />
              Send the invitation again
            </DropdownMenuItem>
            <DropdownMenuItem
              variant="danger"
              onSelect={() => {
                onAsk({ what: 'withdraw', person })
              }}
            >
              <MailX aria-hidden />
              Withdraw the invitation
            </DropdownMenuItem>
          </>
        )}
        {mayAudit && (
          <DropdownMenuItem asChild>
            <Link to="/audit" search={{ actor: [person.id] }}>
              <ScrollText aria-hidden />
              What {isMe ? 'you' : 'they'} did
            </Link>
          </DropdownMenuItem>
        )}
        {changeable && !isMe && person.state !== 'invited' && (
          <>
            <DropdownMenuSeparator />
            {person.state === 'active' ? (
              <DropdownMenuItem
                variant="danger"
                disabled={lastAdmin}
                onSelect={() => {
                  onAsk({ what: 'disable', person })
                }}
              >
                <Ban aria-hidden />
                Disable account
              </DropdownMenuItem>
            ) : (
              <DropdownMenuItem
                onSelect={() => {
                  onAsk({ what: 'enable', person })
                }}
              >
                <CircleCheck aria-hidden />
                Enable account
              </DropdownMenuItem>
            )}
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function RoleItems({
  person,
  disabled,
  onChoose,
}: {
  person: Person
  disabled: boolean
  onChoose: (role: Role) => void
}) {
  const me = useMe()
  return (
    <DropdownMenuSub>
      <DropdownMenuSubTrigger disabled={disabled}>
        <Shield aria-hidden />
        Role
      </DropdownMenuSubTrigger>
      <DropdownMenuSubContent>
        <DropdownMenuRadioGroup
          value={person.role}
          onValueChange={(role) => {
            onChoose(role as Role)
          }}
        >
          {rolesToGive(me.role).map((role) => (
            <DropdownMenuRadioItem key={role} value={role}>
              {inWords(role)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuSubContent>
    </DropdownMenuSub>
  )
}

/** "an admin", "a guest". */
export function article(role: Role): string {
  return `${role === 'admin' ? 'an' : 'a'} ${inWords(role).toLowerCase()}`
}
