import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { useMe } from '@/api/me'
import { peopleQuery } from '@/api/people'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioCards } from '@/components/ui/radio-cards'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toaster'
import { inWords } from '@/lib/names'
import { type Role, ROLE_HINTS, rolesToGive } from '@/lib/roles'
import type { DialogProps } from '@/registry/dialogs'

import { type Address, readAddresses, writtenAddress } from './addresses'
import { type Uninvited, useInvite } from './requests'

/** More at once is a list that someone should look through first. */
const MOST = 50

/** Invites any number of people by their addresses. Those that fail stay in the field, with the reason. */
export default function InviteDialog({ open, onOpenChange }: DialogProps) {
  const me = useMe()
  const people = useQuery(peopleQuery).data ?? []
  const invite = useInvite()
  const [text, setText] = useState('')
  const [role, setRole] = useState<Role>('user')
  const [error, setError] = useState<string>()
  const [uninvited, setUninvited] = useState<Uninvited[]>([])
  const roleLabel = useId()
  const { addresses, unreadable } = readAddresses(text)

  const problem = (): string | undefined => {
    if (unreadable.length > 0) return `This is no address: ${unreadable.join(', ')}`
    if (addresses.length === 0) return 'Enter at least one address.'
    if (addresses.length > MOST) return `Invite at most ${MOST} people at a time.`
    const known = addresses.filter(({ email }) => people.some((person) => person.email === email))
    if (known.length > 0) {
      return `Already here or invited: ${known.map(({ email }) => email).join(', ')}`
    }
    return undefined
  }
  const submit = async () => {
    const found = problem()
    setError(found)
    setUninvited([])
    if (found) return
    const failed = await invite.mutateAsync({ addresses, role })
    const invited = addresses.length - failed.length
    if (invited > 0) toast.success(invitedInWords(addresses, invited))
    if (failed.length === 0) {
      onOpenChange(false)
      return
    }
    setUninvited(failed)
    setText(failed.map(({ address }) => writtenAddress(address)).join('\n'))
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading="Invite people"
        lead="Each gets a mail with a link that is good once, for seven days."
      >
        <form
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          {uninvited.length > 0 && (
            <div
              role="alert"
              className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text"
            >
              <p className="font-medium">
                {uninvited.length === 1
                  ? 'One invitation was not sent:'
                  : `${uninvited.length} invitations were not sent:`}
              </p>
              <ul className="mt-1 grid gap-0.5">
                {uninvited.map(({ address, reason }) => (
                  <li key={address.email} className="break-words">
                    {address.email}: {reason}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <Field
            label="E-mail addresses"
            hint="One a line, or with commas between. A name may stand before: Grace Hopper <grace@example.com>"
            error={error}
            aside={
              addresses.length > 1 && (
                <span className="text-xs text-muted" aria-live="polite">
                  {addresses.length} people
                </span>
              )
            }
          >
            {(control) => (
              <Textarea
                {...control}
                value={text}
                rows={3}
                autoComplete="off"
                spellCheck={false}
                placeholder="grace@example.com"
                onChange={(event) => {
                  setText(event.target.value)
                  setError(undefined)
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
                    event.preventDefault()
                    void submit()
                  }
                }}
              />
            )}
          </Field>
          <div className="grid gap-1.5">
            <span id={roleLabel} className="text-sm font-medium">
              Role
            </span>
            <RadioCards
              aria-labelledby={roleLabel}
              value={role}
              onValueChange={setRole}
              options={rolesToGive(me.role).map((value) => ({
                value,
                label: inWords(value),
                hint: ROLE_HINTS[value],
              }))}
            />
          </div>
          <DialogFooter className="mt-2">
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={invite.isPending}>
              {addresses.length > 1 ? `Invite ${addresses.length} people` : 'Invite'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

function invitedInWords(addresses: Address[], invited: number): string {
  const [only] = addresses
  if (addresses.length === 1 && only) return `Invited ${only.email}`
  return invited === 1 ? 'Invited one person' : `Invited ${invited} people`
}
