import type { LucideIcon } from 'lucide-react'

import type { DoesOf, Kind } from '../definition'

/** One of the exits of a node. */
export interface Exit {
  /** As edges have it: `timed_out`. */
  name: string
  /** As people read it: "if it takes too long". */
  label: string
  /** Whether it has to lead somewhere; the others are drawn only where they do, or are asked for. */
  needed: boolean
  /** Whether several edges may leave by it. */
  many: boolean
}

/** What a summary may need to name things instead of showing their ids. */
export interface Names {
  person: (id: string) => string
  project: (id: string) => string
  workflow: (id: string) => string
}

export const GROUPS = ['Begin', 'Do', 'Ask and tell', 'Flow'] as const
export type Group = (typeof GROUPS)[number]

/**
 * What a kind of node looks like, and how it is left: `nodes/<kind>/shape.ts` exports one by default and is found by
 * itself. The editor, the viewer and whatever shows runs draw with it; nothing in it knows of an editor.
 */
export interface Shape<K extends Kind = Kind> {
  /** Its name in the palette, an imperative where it does something: "Ask for approval". */
  title: string
  icon: LucideIcon
  group: Group
  /** Its place in the group. */
  order: number
  /** Other words that find it in the palette. */
  keywords: string[]
  /** What it is for, in one short sentence. */
  hint: string
  /** A new one, as little filled in as can be stored. */
  fresh: () => DoesOf<K>
  /** Its settings in one line; empty if there is nothing to say yet. */
  summary: (does: DoesOf<K>, names: Names) => string
  /** The exits that it may be left by, as the server knows them. */
  exits: (does: DoesOf<K>) => Exit[]
  /** The names of what it gives: `steps.<id>.<name>`. */
  gives: string[]
  /** Nothing may lead to it. */
  begins?: boolean
}
