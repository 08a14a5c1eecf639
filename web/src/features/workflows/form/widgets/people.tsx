import { Braces, Trash2, UserPlus, UsersRound } from 'lucide-react'

import type { Schema } from '@/api/client'
import { useMay } from '@/api/me'
import { usePeopleById } from '@/api/people'
import { OptionPicker } from '@/components/option-picker'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { inWords } from '@/lib/names'
import { ROLES } from '@/lib/roles'

import { useForm, type WidgetProps } from '../form-context'

import { CompletingInput } from './completing-input'
import { Group } from './labelled'

type Person = Schema<'WorkflowPerson'>
type Role = Schema<'Role'>
/** A person, whoever an expression gives, or everyone with a role. */
type Someone = { user: string } | { from: string } | { role: Role }

type Stored = Person | Schema<'WorkflowApprover'>

const read = (stored: Stored): Someone => ('person' in stored ? stored.person : stored)

/** The roles whose people can be asked to approve: guests never are. */
const ASKED_ROLES = ROLES.filter((role) => role !== 'guest' && role !== 'super_admin')

/** People who are asked or told: chosen one by one, by role, or by an expression. */
export function PeopleWidget(props: WidgetProps) {
  const { field, label, value, onChange, pointer } = props
  const { readOnly } = useForm()
  const people = usePeopleById()
  const mayRead = useMay('users.read')
  if (field.is !== 'list') return null
  const byRole = field.item.type === 'WorkflowApprover'
  const chosen = ((value ?? []) as Stored[]).map(read)
  const set = (next: Someone[]) => {
    const stored = next.map((each) => (byRole && !('role' in each) ? { person: each } : each))
    onChange(stored.length === 0 && field.optional ? undefined : stored)
  }
  const users = chosen.flatMap((each) => ('user' in each ? [each.user] : []))
  const roles = chosen.flatMap((each) => ('role' in each ? [each.role] : []))
  return (
    <Group label={label} hint={props.hint ?? field.hint} pointer={pointer}>
      {chosen.length > 0 && (
        <ul className="grid grid-cols-1 gap-1">
          {chosen.map((each, index) => (
            <Row
              key={index}
              someone={each}
              pointer={`${pointer}/${index}`}
              onChange={(next) => {
                set(chosen.map((other, place) => (place === index ? next : other)))
              }}
              onRemove={() => {
                set(chosen.filter((_, place) => place !== index))
              }}
            />
          ))}
        </ul>
      )}
      {!readOnly && (
        <div className="flex flex-wrap gap-1.5">
          {mayRead && (
            <OptionPicker
              label={label}
              options={[...people.values()]
                .filter(({ state, role }) => state !== 'disabled' && !(byRole && role === 'guest'))
                .map(({ id, name, email }) => ({
                  value: id,
                  label: name,
                  mark: <Avatar name={name} size="sm" />,
                  aside: <span className="block max-w-24 truncate">{email}</span>,
                }))}
              selected={users}
              onChange={(selected) => {
                const kept = chosen.filter(
                  (each) => !('user' in each) || selected.includes(each.user),
                )
                const added = selected.filter((id) => !users.includes(id))
                set([...kept, ...added.map((user) => ({ user }))])
              }}
            >
              <Button size="sm">
                <UserPlus aria-hidden />
                Choose people
              </Button>
            </OptionPicker>
          )}
          {byRole && (
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button size="sm">
                  <UsersRound aria-hidden />
                  By role
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="start">
                {ASKED_ROLES.filter((role) => !roles.includes(role)).map((role) => (
                  <DropdownMenuItem
                    key={role}
                    onSelect={() => {
                      set([...chosen, { role }])
                    }}
                  >
                    Everyone with the role {inWords(role)}
                  </DropdownMenuItem>
                ))}
              </DropdownMenuContent>
            </DropdownMenu>
          )}
          <Button
            size="sm"
            onClick={() => {
              set([...chosen, { from: '' }])
            }}
          >
            <Braces aria-hidden />
            By expression
          </Button>
        </div>
      )}
    </Group>
  )
}

interface RowProps {
  someone: Someone
  pointer: string
  onChange: (someone: Someone) => void
  onRemove: () => void
}

function Row({ someone, pointer, onChange, onRemove }: RowProps) {
  const { names, readOnly, errors } = useForm()
  const people = usePeopleById()
  const error =
    errors.get(pointer) ?? errors.get(`${pointer}/from`) ?? errors.get(`${pointer}/person/from`)
  const name =
    'user' in someone
      ? (people.get(someone.user)?.name ?? 'Someone')
      : 'role' in someone
        ? `Everyone with the role ${inWords(someone.role)}`
        : 'the expression'
  return (
    <li className="grid grid-cols-1 gap-1">
      <div className="flex min-h-control items-center gap-2">
        {'from' in someone ? (
          <div className="min-w-0 flex-1">
            <CompletingInput
              language="expression"
              aria-label="Expression that gives people"
              aria-invalid={error ? true : undefined}
              data-pointer={pointer}
              names={names}
              value={someone.from}
              singleLine
              placeholder="trigger.task.assignees"
              disabled={readOnly}
              onChange={(from) => {
                onChange({ from })
              }}
            />
          </div>
        ) : (
          <>
            {'role' in someone ? (
              <UsersRound className="size-4 shrink-0 text-muted" aria-hidden />
            ) : (
              <Avatar name={name} size="sm" />
            )}
            <span className="min-w-0 flex-1 truncate">{name}</span>
          </>
        )}
        {!readOnly && (
          <Button variant="ghost" size="icon-sm" aria-label={`Remove ${name}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
      {error && (
        <p role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
    </li>
  )
}
