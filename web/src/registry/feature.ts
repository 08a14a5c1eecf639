/**
 * What a feature tells the shell. `src/features/<name>/feature.ts` exports one as default and is found by itself
 * (see `features.ts`), so adding a feature changes no list.
 */
import type { QueryClient } from '@tanstack/react-query'
import type { RegisteredRouter } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'

import type { Permission } from '@/api/me'

import type { Shortcut } from './shortcuts'

/** An address that one can link to: `/imports`, not its index `/imports/`. */
type Path = Exclude<keyof RegisteredRouter['routesByPath'], `/${string}/`>

export interface Feature {
  /** Entries of the side bar, for the whole organization. */
  navigation?: NavigationEntry[]
  /** Pages of one project, in the side bar under it; the first is where the project's name leads. */
  projectPages?: ProjectPage[]
  /** What the command palette offers on every page. */
  commands?: Command[]
  /** Shortcuts that hold on every page. Those of one page: `useShortcuts`. */
  shortcuts?: FeatureShortcut[]
}

interface Entry {
  title: string
  icon: LucideIcon
  /** Lower stands above: 10 tasks, 20 imports, 30 inbox, 60 members, 70 audit, 90 settings. */
  order: number
  /** Who lacks it does not see the entry. */
  permission?: Permission
  /** `g t`: goes there from everywhere. */
  keys?: string
}

export interface NavigationEntry extends Entry {
  to: Path
  /** Stands behind the title, e.g. the number of unread messages. */
  badge?: React.ComponentType
}

export interface ProjectPage extends Entry {
  /** A route with `$project` (its key) as only parameter. */
  to: Extract<Path, `/projects/$project${string}`>
}

/** What a command has to work with. */
export interface CommandContext {
  router: RegisteredRouter
  queryClient: QueryClient
}

export interface Command {
  id: string
  /** An imperative: "Create task". */
  title: string
  icon: LucideIcon
  /** The heading that it stands under: "Tasks". */
  group: string
  /** Other words that find it. */
  keywords?: string[]
  keys?: string
  permission?: Permission
  run: (context: CommandContext) => void
}

export interface FeatureShortcut extends Omit<Shortcut, 'run'> {
  permission?: Permission
  run: (context: CommandContext) => void
}
