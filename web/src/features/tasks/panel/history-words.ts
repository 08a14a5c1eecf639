import { writtenDay, localDay } from '@/lib/days'
import { inWords } from '@/lib/names'

import type { Activity } from './requests'

export interface Words {
  nameOf: (id: string) => string
  fieldName: (custom: string) => string
}

type Change = Activity['changes'][number]

/** What happened, as sentences without their subject: "moved it from New to In progress". */
export function sentencesOf(activity: Activity, words: Words): string[] {
  switch (activity.kind) {
    case 'task.created':
      return [activity.actor.type === 'import' ? 'imported the task' : 'created the task']
    case 'task.deleted':
      return ['moved it to the bin']
    case 'task.restored':
      return ['took it out of the bin']
    case 'task.watchers_changed':
      return activity.changes.flatMap((change) => watching(change, words))
    case 'comment.created':
      return ['commented']
    case 'comment.changed':
      return ['changed a comment']
    case 'comment.deleted':
      return ['deleted a comment']
    case 'attachment.created':
      return [`began to attach ${fileOf(activity)}`]
    case 'attachment.uploaded':
      return [`attached ${fileOf(activity)}`]
    case 'attachment.deleted':
      return [`removed ${fileOf(activity)}`]
    case 'attachment.scanned':
      return [`scanned ${fileOf(activity)} for viruses`]
    case 'task.bulk_undone':
      return [...changed(activity, words).map((each) => `${each}, taking a bulk change back`)]
    default:
      return changed(activity, words)
  }
}

function changed(activity: Activity, words: Words): string[] {
  const said = activity.changes
    .filter(({ field }) => !['completed_at', 'status_rank', 'updated_at'].includes(field))
    .map((change) => inSentence(change, words))
  return said.length > 0 ? said : ['changed it']
}

function fileOf(activity: Activity): string {
  return activity.about?.key ?? 'a file'
}

function watching({ old, new: now }: Change, { nameOf }: Words): string[] {
  const { added, removed } = difference(old, now)
  return [
    ...(added.length > 0 ? [`made ${list(added.map(nameOf))} watch`] : []),
    ...(removed.length > 0 ? [`made ${list(removed.map(nameOf))} cease to watch`] : []),
  ]
}

function inSentence(change: Change, words: Words): string {
  const { field, old, new: now } = change
  switch (field) {
    case 'status':
      return `moved it from ${inWords(String(old))} to ${inWords(String(now))}`
    case 'priority':
      return `changed the priority from ${inWords(String(old))} to ${inWords(String(now))}`
    case 'title':
      return `renamed it from “${String(old)}” to “${String(now)}”`
    case 'description':
      return !old
        ? 'wrote the description'
        : !now
          ? 'emptied the description'
          : 'changed the description'
    case 'assignees':
      return people(old, now, words)
    case 'tags':
      return tags(old, now)
    case 'due_at':
      return moment('the due date', old, now)
    case 'start_at':
      return moment('the start date', old, now)
    case 'parent_id':
      return now ? 'made it a part of another task' : 'made it a task of its own'
    case 'deleted_at':
      return now ? 'moved it to the bin' : 'took it out of the bin'
    default:
      return other(change, words)
  }
}

function people(old: unknown, now: unknown, { nameOf }: Words): string {
  const { added, removed } = difference(old, now)
  return said([
    added.length > 0 && `assigned ${list(added.map(nameOf))}`,
    removed.length > 0 && `unassigned ${list(removed.map(nameOf))}`,
  ])
}

function tags(old: unknown, now: unknown): string {
  const { added, removed } = difference(old, now)
  return said([
    added.length > 0 && `added the tag${added.length > 1 ? 's' : ''} ${list(added)}`,
    removed.length > 0 && `removed the tag${removed.length > 1 ? 's' : ''} ${list(removed)}`,
  ])
}

function moment(what: string, old: unknown, now: unknown): string {
  const day = (value: unknown) => writtenDay(localDay(String(value)))
  if (!now) return `removed ${what}`
  return old ? `moved ${what} from ${day(old)} to ${day(now)}` : `set ${what} to ${day(now)}`
}

function other({ field, old, new: now }: Change, { fieldName, nameOf }: Words): string {
  const name = fieldName(field.replace(/^custom\./, ''))
  const value = (raw: unknown) => {
    if (typeof raw === 'boolean') return raw ? 'yes' : 'no'
    const text = typeof raw === 'string' ? raw : JSON.stringify(raw)
    const person = /^[0-9a-f-]{36}$/.test(text) ? nameOf(text) : text
    return `“${person}”`
  }
  if (now === null || now === undefined) return `emptied ${name}`
  return old === null || old === undefined
    ? `set ${name} to ${value(now)}`
    : `changed ${name} from ${value(old)} to ${value(now)}`
}

function difference(old: unknown, now: unknown): { added: string[]; removed: string[] } {
  const before = Array.isArray(old) ? old.map(String) : []
  const after = Array.isArray(now) ? now.map(String) : []
  return {
    added: after.filter((each) => !before.includes(each)),
    removed: before.filter((each) => !after.includes(each)),
  }
}

function said(parts: (string | false)[]): string {
  return parts.filter(Boolean).join(' and ') || 'changed it'
}

function list(words: string[]): string {
  return new Intl.ListFormat('en').format(words)
}
