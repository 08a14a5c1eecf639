import { inWords } from '@/lib/names'

/** The name of a property as its label: `project_id` → "Project", `due_in_seconds` → "Due in". */
export function labelOf(name: string): string {
  return inWords(name.replace(/_(id|seconds)$/, ''))
}

/** What one more of a list is called: `branches` → "branch", `tags` → "tag". */
export function singular(label: string): string {
  const word = label.toLowerCase()
  if (word.endsWith('ches')) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}
