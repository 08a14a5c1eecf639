import type { Schema } from '@/api/client'

export type Entry = Schema<'AuditEntry'>
export type Kind = Entry['kind']

/** Every kind of entry, under what it belongs to, as it is called in the filter. */
export const KINDS: { group: string; kinds: Partial<Record<Kind, string>> }[] = [
  {
    group: 'Sign-in and access',
    kinds: {
      'session.started': 'Signed in',
      'session.refused': 'Sign-in refused',
      'session.revoked': 'Signed out, or session ended',
      'access.refused': 'Access refused',
      'user.password_changed': 'Password changed',
      'user.password_reset_requested': 'Password reset asked for',
      'api_token.created': 'API token created',
      'api_token.revoked': 'API token revoked',
    },
  },
  {
    group: 'People and organization',
    kinds: {
      'user.invited': 'Invited',
      'user.invitation_withdrawn': 'Invitation withdrawn',
      'user.joined': 'Joined',
      'user.changed': 'Person changed',
      'organization.created': 'Organization created',
      'organization.changed': 'Organization changed',
    },
  },
  {
    group: 'Tasks',
    kinds: {
      'task.created': 'Task created',
      'task.changed': 'Task changed',
      'task.status_changed': 'Status changed',
      'task.bulk_changed': 'Many tasks changed',
      'task.bulk_undone': 'Bulk change undone',
      'task.deleted': 'Task deleted',
      'task.restored': 'Task restored',
      'task.purged': 'Tasks removed for good',
      'task.watchers_changed': 'Watchers changed',
      'task.exported': 'Tasks exported',
      'comment.created': 'Comment written',
      'comment.changed': 'Comment changed',
      'comment.deleted': 'Comment deleted',
      'attachment.created': 'File announced',
      'attachment.uploaded': 'File attached',
      'attachment.scanned': 'File scanned',
      'attachment.deleted': 'File removed',
    },
  },
  {
    group: 'Projects',
    kinds: {
      'project.created': 'Project created',
      'project.changed': 'Project changed',
    },
  },
  {
    group: 'Imports',
    kinds: {
      'import.created': 'Import begun',
      'import.uploaded': 'File uploaded',
      'import.mapping_changed': 'Mapping changed',
      'import.reading_changed': 'Reading changed',
      'import.replan_ordered': 'Checked again',
      'import.planned': 'Dry run complete',
      'import.committed': 'Import ordered',
      'import.chunk_committed': 'Rows imported',
      'import.finished': 'Import finished',
      'import.failed': 'Import failed',
      'import.cancelled': 'Import cancelled',
      'import.undo_ordered': 'Undo ordered',
      'import.chunk_undone': 'Rows taken back',
      'import.undone': 'Import undone',
      'import_profile.created': 'Import profile created',
      'import_profile.changed': 'Import profile changed',
      'import_profile.deleted': 'Import profile deleted',
    },
  },
  {
    group: 'Workflows',
    kinds: {
      'workflow.created': 'Workflow created',
      'workflow.changed': 'Workflow changed',
      'workflow.published': 'Workflow published',
      'workflow.secret_renewed': 'Workflow’s secret renewed',
      'workflow.deleted': 'Workflow deleted',
      'run.started': 'Run begun',
      'run.advanced': 'Run went on',
      'run.stuck': 'Run stuck',
      'run.completed': 'Run completed',
      'run.cancelled': 'Run cancelled',
    },
  },
  {
    group: 'Rules',
    kinds: {
      'rule.created': 'Rule created',
      'rule.changed': 'Rule changed',
      'rule.deleted': 'Rule deleted',
    },
  },
  { group: 'Audit log', kinds: { 'audit.exported': 'Audit log exported' } },
]

const TITLES = new Map(KINDS.flatMap(({ kinds }) => Object.entries(kinds)))

/** What a kind is called; one that this version does not know, by its word. */
export function kindTitle(kind: string): string {
  return TITLES.get(kind) ?? kind.replaceAll(/[._]/g, ' ')
}
