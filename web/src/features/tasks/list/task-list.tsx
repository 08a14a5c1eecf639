import type { Project } from '@/api/projects'

import type { OnSearch } from '../filter-bar'
import type { TaskSearch } from '../search'

export default function TaskList(_: {
  search: TaskSearch
  onSearch: OnSearch
  project: Project | undefined
}) {
  return null
}
