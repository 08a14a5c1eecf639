import { SearchX } from 'lucide-react'
import { useState } from 'react'

import { useMe } from '@/api/me'
import type { Person } from '@/api/people'
import { Avatar } from '@/components/ui/avatar'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table'
import { localDay, writtenDay } from '@/lib/days'
import { inWords } from '@/lib/names'

import { isLastAdmin, narrowed, type Narrowing } from './people'
import { PersonActions, type Question } from './person-actions'
import { QuestionDialog } from './question-dialog'

interface MembersListProps {
  people: Person[]
  narrowing: Narrowing
  onClear: () => void
}

export function MembersList({ people, narrowing, onClear }: MembersListProps) {
  const [question, setQuestion] = useState<Question>()
  const [asking, setAsking] = useState(false)
  const shown = narrowed(people, narrowing)
  if (shown.length === 0) {
    return (
      <EmptyState
        icon={SearchX}
        heading="Nobody matches"
        action={<Button onClick={onClear}>Show everyone</Button>}
      >
        Nobody of this organization has such a name, address, role or state.
      </EmptyState>
    )
  }
  return (
    <>
      <Table aria-label="Members">
        <TableHead>
          <tr className="border-b border-line">
            <TableHeader className="pl-4">Name</TableHeader>
            <TableHeader className="max-sm:hidden">Role</TableHeader>
            <TableHeader className="max-sm:hidden">State</TableHeader>
            <TableHeader className="max-lg:hidden">Here since</TableHeader>
            <TableHeader className="pr-4 text-right">
              <span className="sr-only">Actions</span>
            </TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {shown.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              lastAdmin={isLastAdmin(person, people)}
              onAsk={(asked) => {
                setQuestion(asked)
                setAsking(true)
              }}
            />
          ))}
        </TableBody>
      </Table>
      <QuestionDialog
        question={question}
        open={asking}
        onClose={() => {
          setAsking(false)
        }}
      />
    </>
  )
}

interface PersonRowProps {
  person: Person
  lastAdmin: boolean
  onAsk: (question: Question) => void
}

function PersonRow({ person, lastAdmin, onAsk }: PersonRowProps) {
  const me = useMe()
  return (
    <TableRow className="h-13">
      <TableCell className="max-w-0 pl-4 sm:w-1/2">
        <div className="flex items-center gap-3">
          <Avatar
            name={person.name}
            size="lg"
            className={person.state === 'disabled' ? 'grayscale' : ''}
          />
          <div className="min-w-0">
            <div className="flex items-center gap-2">
              <span className="truncate font-medium" title={person.name}>
                {person.name}
              </span>
              {person.id === me.id && <Badge tone="accent">You</Badge>}
            </div>
            <div className="truncate text-xs text-muted" title={person.email}>
              {person.email}
            </div>
            <div className="mt-1 flex gap-1.5 sm:hidden">
              <Badge tone="outline">{inWords(person.role)}</Badge>
              {person.state !== 'active' && <StateBadge state={person.state} />}
            </div>
          </div>
        </div>
      </TableCell>
      <TableCell className="whitespace-nowrap max-sm:hidden">{inWords(person.role)}</TableCell>
      <TableCell className="max-sm:hidden">
        <StateBadge state={person.state} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted tabular-nums max-lg:hidden">
        {writtenDay(localDay(person.created_at))}
      </TableCell>
      <TableCell className="w-px pr-4 text-right">
        <PersonActions person={person} lastAdmin={lastAdmin} onAsk={onAsk} />
      </TableCell>
    </TableRow>
  )
}

const TONES: Record<Person['state'], Tone> = {
  active: 'success',
  invited: 'info',
  disabled: 'neutral',
}

function StateBadge({ state }: { state: Person['state'] }) {
  return <Badge tone={TONES[state]}>{inWords(state)}</Badge>
}
