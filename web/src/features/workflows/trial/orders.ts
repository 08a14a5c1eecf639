import type { Schema } from '@/api/client'
import { inWords } from '@/lib/names'

import type { Names } from '../nodes/shape'
import { listed } from '../nodes/words'

/** What would have gone out: what it is, and the text in it. */
export interface Outgoing {
  what: string
  text: string | undefined
  node: string | undefined
}

/** An order in words. */
export function toldOrder(order: Schema<'RunOrder'>, names: Names): Outgoing {
  if ('stop_run' in order) {
    return { what: 'Stop the run of another workflow', text: undefined, node: undefined }
  }
  const { key, action } = order.do
  return { ...toldAction(action, names), node: key.node }
}

function toldAction(
  action: Schema<'RunAction'>,
  names: Names,
): { what: string; text: string | undefined } {
  switch (action.action) {
    case 'create_task':
      return {
        what: `Create a task in ${names.project(action.project_id)}`,
        text: [action.title, action.description].filter(Boolean).join('\n\n'),
      }
    case 'change_task':
      return {
        what: ['Change the task', changes(action, names)].filter(Boolean).join(': '),
        text: action.comment ?? undefined,
      }
    case 'ask':
      return { what: `Ask ${asked(action, names)}`, text: action.question }
    case 'notify':
      return { what: `Tell ${told(action.way, names)}`, text: action.text }
    case 'call':
      return { what: `Call ${action.method} ${action.url}`, text: action.body ?? undefined }
    case 'start_run':
      return { what: `Start ${names.workflow(action.workflow_id)}`, text: undefined }
  }
}

function changes(action: Schema<'RunTaskChange'>, names: Names): string {
  return [
    action.status && `status ${inWords(action.status)}`,
    action.priority && `priority ${inWords(action.priority)}`,
    action.assignees && `assignees ${listed(action.assignees.map(names.person)) || 'nobody'}`,
    action.add_tags.length > 0 && `tags ${listed(action.add_tags)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function asked({ people, roles, needed }: Schema<'RunQuestion'>, names: Names): string {
  const words = [
    ...people.map(names.person),
    ...roles.map((role) => `every ${inWords(role).toLowerCase()}`),
  ]
  return `${listed(words) || 'nobody'}, of whom ${needed} ${needed === 1 ? 'has' : 'have'} to agree`
}

function told(way: Schema<'RunMessageWay'>, names: Names): string {
  if ('inbox' in way) return listed(way.inbox.map(names.person)) || 'nobody'
  if ('email' in way) return `${listed(way.email.map(names.person)) || 'nobody'} by e-mail`
  return 'slack' in way ? 'a Slack channel' : 'a webhook'
}
