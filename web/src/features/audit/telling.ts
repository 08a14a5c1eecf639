/** An entry of the audit log in words: who did what to what. */
import type { Schema } from '@/api/client'
import type { Person } from '@/api/people'
import { inWords } from '@/lib/names'

import { automationTold } from './automation-telling'
import { type Entry, kindTitle } from './kinds'

type Subject = Schema<'Subject'>
type People = ReadonlyMap<string, Person>

/** A part of a sentence: plain words, or something that has a name. */
export type Piece = string | { name: string; subject?: Subject }

/** The whole sentence, who did it first. */
export function told(entry: Entry, people: People): Piece[] {
  const sentence = new Teller(entry, people).tell()
  return sentence.flat().filter((piece) => piece !== '')
}

export function asText(pieces: Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('')
}

/** Whoever did it, as the log names them. */
export function actorName(actor: Entry['actor'], people: People): string {
  const nameOf = (id: string) => people.get(id)?.name ?? 'Someone who is gone'
  switch (actor.type) {
    case 'user':
      return nameOf(actor.id)
    case 'token':
    case 'import':
    case 'run':
      return nameOf(actor.user_id)
    case 'anonymous':
      return 'Someone'
    case 'system':
      return 'Katalusis'
  }
}

/** The person behind it, if there is one. */
export function actorPerson(actor: Entry['actor']): string | undefined {
  if (actor.type === 'user') return actor.id
  return 'user_id' in actor ? actor.user_id : undefined
}

/** What a thing is called: a person by name, others by their key. */
export function subjectName(subject: Subject, people: People): string {
  if (subject.type === 'user') return people.get(subject.id)?.name ?? subject.key ?? 'someone'
  return subject.key ?? `${aThing(subject)} without a name`
}

function aThing({ type }: Subject): string {
  const word = inWords(type)
  const plain = type === 'api_token' ? word : word.toLowerCase()
  return /^[aeio]/i.test(plain) ? `an ${plain}` : `a ${plain}`
}

class Teller {
  private readonly entry: Entry
  private readonly people: People
  private readonly who: Piece

  constructor(entry: Entry, people: People) {
    this.entry = entry
    this.people = people
    this.who = { name: actorName(entry.actor, people) }
  }

  tell(): (Piece | Piece[])[] {
    const { entry, who } = this
    switch (entry.kind) {
      case 'session.started':
        return [who, ' signed in']
      case 'session.refused':
        return this.refusal(entry.payload.reason)
      case 'session.revoked':
        return this.ended(entry.payload.reason)
      case 'access.refused':
        return [who, ` was refused: their role does not include ${entry.payload.reason}`]
      case 'user.password_changed':
        return [who, ' set a new password', this.ifOther(' for ')]
      case 'user.password_reset_requested':
        return ['A link to set a new password was asked for, for ', this.user()]
      case 'api_token.created':
        return [who, ' created the API token ', this.named('api_token')]
      case 'api_token.revoked':
        return [who, ' revoked the API token ', this.named('api_token')]
      case 'user.invited':
        return [who, ' invited ', { name: entry.payload.email }]
      case 'user.invitation_withdrawn':
        return entry.actor.type === 'system'
          ? ['The invitation of ', this.user(), ' lapsed']
          : [who, ' withdrew the invitation of ', this.user()]
      case 'user.joined':
        return [who, ' accepted the invitation and joined']
      case 'user.changed':
        return this.personChanged()
      case 'organization.created':
        return [who, ' created the organization ', this.named('organization')]
      case 'organization.changed':
        return [who, ' changed the organization', this.fromTo('name')]
      default:
        return this.work()
    }
  }

  private work(): (Piece | Piece[])[] {
    const { entry, who } = this
    switch (entry.kind) {
      case 'project.created':
        return [who, ' created the project ', this.named('project')]
      case 'project.changed':
        return [who, ...this.projectChanged()]
      case 'task.created':
        return [who, ' created ', this.tasks()]
      case 'task.changed':
        return [who, ' changed ', this.fields(), ' of ', this.tasks()]
      case 'task.status_changed':
        return [who, ' moved ', this.tasks(), this.fromTo('status')]
      case 'task.bulk_changed':
        return [who, ' changed ', this.fields(), ' of ', this.tasks(), ' at once']
      case 'task.bulk_undone':
        return [who, ' took back a change of ', this.tasks()]
      case 'task.deleted':
        return [who, ' moved ', this.tasks(), ' to the bin']
      case 'task.restored':
        return [who, ' restored ', this.tasks(), ' from the bin']
      case 'task.purged':
        return [who, ' removed ', this.tasks(), ' for good']
      case 'task.watchers_changed':
        return [who, ' changed who watches ', this.tasks()]
      case 'task.exported':
        return [who, ` exported ${counted(entry.payload.rows, 'task')} as `, format(entry)]
      case 'comment.created':
        return [who, ' commented on ', this.tasks()]
      case 'comment.changed':
        return [who, ' changed a comment on ', this.tasks()]
      case 'comment.deleted':
        return [who, ' deleted a comment on ', this.tasks()]
      case 'attachment.created':
        return [who, ' began to attach ', this.named('attachment'), ' to ', this.tasks()]
      case 'attachment.uploaded':
        return [who, ' attached ', this.named('attachment'), ' to ', this.tasks()]
      case 'attachment.scanned':
        return [this.named('attachment'), ' of ', this.tasks(), ' was scanned', this.verdict()]
      case 'attachment.deleted':
        return [who, ' removed ', this.named('attachment'), ' from ', this.tasks()]
      case 'audit.exported':
        return [
          who,
          ` exported ${counted(entry.payload.rows, 'entry', 'entries')} of the audit log`,
        ]
      default:
        return this.imported()
    }
  }

  private imported(): (Piece | Piece[])[] {
    const { entry, who } = this
    const file = this.named('import')
    const profile = this.named('import_profile')
    switch (entry.kind) {
      case 'import.created':
        return [who, ' began to import ', file]
      case 'import.uploaded':
        return [who, ' uploaded ', file]
      case 'import.mapping_changed':
        return [who, ' changed the mapping of ', file]
      case 'import.reading_changed':
        return [who, ' changed how ', file, ' is read']
      case 'import.replan_ordered':
        return [who, ' had ', file, ' checked again, because the data had changed']
      case 'import.planned':
        return ['The dry run of ', file, ` is complete: ${rows(entry.payload)}`]
      case 'import.committed':
        return [who, ' ordered the import of ', file]
      case 'import.chunk_committed':
        return [who, `’s import ${worked(entry.payload)}`]
      case 'import.finished':
        return ['The import of ', file, ` is finished: ${rows(entry.payload)}`]
      case 'import.failed':
        return ['The import of ', file, ` failed: ${entry.payload.reason}`]
      case 'import.cancelled':
        return [who, ' cancelled the import of ', file]
      case 'import.undo_ordered':
        return [who, ' ordered the import of ', file, ' to be undone']
      case 'import.chunk_undone':
      case 'import.undone': {
        const { deleted, restored = 0, kept } = entry.payload
        const parts = parted([
          [deleted, `${counted(deleted, 'task')} removed`],
          [restored, `${counted(restored, 'task')} restored`],
          [kept, `${counted(kept, 'task')} kept, because someone had changed them`],
        ])
        return entry.kind === 'import.undone'
          ? ['The import of ', file, ` is undone: ${parts}`]
          : [`A part of an import was taken back: ${parts}`]
      }
      case 'import_profile.created':
        return [who, ' created the import profile ', profile]
      case 'import_profile.changed':
        return [who, ' changed the import profile ', profile]
      case 'import_profile.deleted':
        return [who, ' deleted the import profile ', profile]
      default:
        return (
          automationTold(entry, who, (type) => this.named(type)) ?? [
            who,
            ': ',
            kindTitle((entry as Entry).kind),
          ]
        )
    }
  }

  private refusal(reason: string): (Piece | Piece[])[] {
    switch (reason) {
      case 'wrong_password':
        return ['A sign-in as ', this.user(), ' was refused: the password was wrong']
      case 'disabled':
        return ['A sign-in as ', this.user(), ' was refused: the account is disabled']
      case 'wrong_current_password':
        return [this.who, ' could not change the password: the present one was wrong']
      default:
        return ['A sign-in as ', this.user(), ` was refused: ${reason.replaceAll('_', ' ')}`]
    }
  }

  private ended(reason: string): (Piece | Piece[])[] {
    switch (reason) {
      case 'logged_out':
        return [this.who, ' signed out']
      case 'all_others_ended':
        return [this.who, ' signed out everywhere else']
      case 'refresh_token_reused':
        return ['A session of ', this.user(), ' was ended, because a copy of it was in use']
      default:
        return [this.who, ' ended a session', this.ifOther(' of ')]
    }
  }

  private personChanged(): (Piece | Piece[])[] {
    const self = this.subject('user')?.id === actorPerson(this.entry.actor)
    const whom = self ? 'themselves' : this.user()
    const [only, ...others] = this.entry.changes
    if (only && others.length === 0) {
      if (only.field === 'role' && typeof only.new === 'string') {
        return [this.who, ' made ', whom, ` ${aRole(only.new)}`]
      }
      if (only.field === 'disabled') {
        return [this.who, only.new === true ? ' disabled ' : ' enabled ', whom]
      }
      if (only.field === 'name') {
        const change = `from ${quoted(only.old)} to ${quoted(only.new)}`
        return self
          ? [this.who, ` changed their name ${change}`]
          : [this.who, ' renamed ', whom, ` ${change}`]
      }
      if (only.field === 'muted') return [this.who, ' changed what comes into their inbox']
    }
    return [this.who, ' changed ', this.fields(), ' of ', whom]
  }

  private projectChanged(): (Piece | Piece[])[] {
    const [only, ...others] = this.entry.changes
    const project = this.named('project')
    if (only?.field === 'archived' && others.length === 0) {
      return only.new === true
        ? [' archived the project ', project]
        : [' opened the project ', project, ' again']
    }
    return [' changed ', this.fields(), ' of the project ', project]
  }

  /** The names of the fields that changed, each once. */
  private fields(): string {
    const names = [
      ...new Set(
        this.entry.changes
          .filter(({ field }) => !FOLLOWS.has(field))
          .map(({ field }) => fieldName(field)),
      ),
    ]
    if (names.length === 0) return 'something'
    if (names.length > 3) return `${names.length} fields`
    return listed(names)
  }

  private fromTo(field: string): string {
    const change = this.entry.changes.find((one) => one.field === field)
    if (!change) return ''
    const word = (value: unknown) =>
      field === 'status' && typeof value === 'string' ? inWords(value) : quoted(value)
    return ` from ${word(change.old)} to ${word(change.new)}`
  }

  private verdict(): string {
    const change = this.entry.changes.find(({ field }) => field.includes('scan'))
    return typeof change?.new === 'string' ? `: ${change.new}` : ''
  }

  private subject(type: Subject['type']): Subject | undefined {
    return this.entry.subjects.find((subject) => subject.type === type)
  }

  private named(type: Subject['type']): Piece {
    const subject = this.subject(type)
    if (!subject) return inWords(type).toLowerCase()
    return { name: subjectName(subject, this.people), subject }
  }

  private user(): Piece {
    return this.subject('user') ? this.named('user') : 'someone'
  }

  /** Whose it was, where that is someone else. */
  private ifOther(words: string): Piece[] {
    const subject = this.subject('user')
    if (!subject || subject.id === actorPerson(this.entry.actor)) return []
    return [words, this.named('user')]
  }

  private tasks(): Piece {
    const tasks = this.entry.subjects.filter(({ type }) => type === 'task')
    return tasks.length === 1 ? this.named('task') : { name: counted(tasks.length, 'task') }
  }
}

const FIELDS: Partial<Record<string, string>> = {
  due_at: 'due date',
  start_at: 'start date',
  parent_id: 'parent task',
  project_id: 'project',
  disabled: 'state',
  muted: 'notifications',
  shared_with_guests: 'sharing with guests',
}

/** What changes because something else does. */
const FOLLOWS = new Set(['completed_at', 'deleted_at', 'revision'])

/** A field's name in a sentence: `due_at` → "due date", `custom.cost_centre` → "cost centre". */
export function fieldName(field: string): string {
  return FIELDS[field] ?? field.replace(/^custom\./, '').replaceAll('_', ' ')
}

function aRole(role: string): string {
  return `${role === 'admin' ? 'an' : 'a'} ${inWords(role).toLowerCase()}`
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : 'nothing'
}

function format(entry: { payload: { format: string } }): string {
  return entry.payload.format.toUpperCase()
}

/** "1 task", "1,200 tasks". */
function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : several}`
}

function listed(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
}

function parted(parts: [number, string][]): string {
  const present = parts.filter(([count]) => count > 0).map(([, words]) => words)
  return present.length > 0 ? present.join(', ') : 'nothing to do'
}

function rows(counts: Schema<'RowCounts'>): string {
  const { create, update = 0, skip = 0, error, missed = 0 } = counts
  return parted([
    [create, `${create.toLocaleString()} new`],
    [update, `${update.toLocaleString()} changed`],
    [skip, `${skip.toLocaleString()} skipped`],
    [error, `${error.toLocaleString()} with errors`],
    [missed, `${missed.toLocaleString()} overtaken`],
  ])
}

function worked({ created, updated = 0, missed = 0 }: Schema<'ChunkCommitted'>): string {
  return parted([
    [created, `created ${counted(created, 'task')}`],
    [updated, `changed ${counted(updated, 'task')}`],
    [missed, `left out ${counted(missed, 'row')}`],
  ])
}
