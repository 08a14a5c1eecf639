import { Bot, FileSpreadsheet, KeyRound, UserX, Workflow } from 'lucide-react'

import type { Schema } from '@/api/client'
import type { Person } from '@/api/people'
import { Avatar } from '@/components/ui/avatar'

import { actorName } from './telling'

const ICONS = {
  token: KeyRound,
  import: FileSpreadsheet,
  run: Workflow,
  system: Bot,
  anonymous: UserX,
}

interface ActorMarkProps {
  actor: Schema<'Actor'>
  people: ReadonlyMap<string, Person>
}

/** A person's initials, with a sign on it where a program acted for them; a sign alone where nobody did. */
export function ActorMark({ actor, people }: ActorMarkProps) {
  if (actor.type === 'user') return <Avatar name={actorName(actor, people)} size="md" />
  const Icon = ICONS[actor.type]
  return (
    <span className="grid size-6 shrink-0 place-items-center rounded-full bg-hover text-muted">
      <Icon className="size-3.5" aria-hidden />
    </span>
  )
}
