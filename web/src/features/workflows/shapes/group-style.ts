import type { Group } from '../nodes/shape'

/** The colours of a group of kinds; apart from the shapes, which bring the canvas with them. */
export const GROUP_STYLE: Record<Group, string> = {
  Begin: 'bg-success-soft text-success-text',
  Do: 'bg-info-soft text-info-text',
  'Ask and tell': 'bg-accent-soft text-accent-text',
  Flow: 'bg-warning-soft text-warning-text',
}
