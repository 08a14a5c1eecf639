import type { Schema } from '@/api/client'

import type { Entry } from './kinds'
import type { Piece } from './telling'

/** What happened to workflows, rules and their runs, in words; nothing for other kinds. */
export function automationTold(
  entry: Entry,
  who: Piece,
  named: (type: Schema<'SubjectKind'>) => Piece,
): Piece[] | undefined {
  const [workflow, rule, run] = [named('workflow'), named('rule'), named('run')]
  switch (entry.kind) {
    case 'workflow.created':
      return [who, ' created the workflow ', workflow]
    case 'workflow.changed':
      return [who, ' changed the workflow ', workflow]
    case 'workflow.published':
      return [who, ` published version ${entry.payload.version} of the workflow `, workflow]
    case 'workflow.secret_renewed':
      return [who, ' renewed the secret of the workflow ', workflow]
    case 'workflow.deleted':
      return [who, ' deleted the workflow ', workflow]
    case 'rule.created':
      return [who, ' created the rule ', rule]
    case 'rule.changed':
      return [who, ' changed the rule ', rule]
    case 'rule.deleted':
      return [who, ' deleted the rule ', rule]
    case 'run.started':
      return ['A run of ', run, ' began']
    case 'run.advanced':
      return ['A run of ', run, ' went on']
    case 'run.stuck':
      return ['A run of ', run, ' is stuck: someone has to decide']
    case 'run.completed':
      return ['A run of ', run, ' came to its end']
    case 'run.cancelled':
      return [who, ' cancelled a run of ', run]
    default:
      return undefined
  }
}
