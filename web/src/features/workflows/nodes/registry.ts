import { Box } from 'lucide-react'

import { inWords } from '@/lib/names'

import type { Does, Kind } from '../definition'

import { must } from './exits'
import type { Exit, Names, Shape } from './shape'

const modules = import.meta.glob<Shape>('./*/shape.ts', { eager: true, import: 'default' })

const shapes = new Map<string, Shape>(
  Object.entries(modules).map(([path, shape]) => [path.split('/')[1] ?? '', shape]),
)

/** What a kind that has no folder yet looks like: it can be drawn, connected and filled in all the same. */
function plain(kind: string): Shape {
  return {
    title: inWords(kind),
    icon: Box,
    group: 'Do',
    order: 1000,
    keywords: [],
    hint: '',
    fresh: () => ({ kind }) as Does,
    summary: () => '',
    exits: () => [must('next')],
    gives: [],
  }
}

/** What a kind of node looks like, and how it is left. */
export function shapeOf(kind: Kind): Shape {
  const shape = shapes.get(kind) ?? plain(kind)
  shapes.set(kind, shape)
  return shape
}

/** All kinds that have a folder, in the palette's order. */
export const KINDS: { kind: Kind; shape: Shape }[] = [...shapes]
  .map(([kind, shape]) => ({ kind: kind as Kind, shape }))
  .sort((a, b) => a.shape.order - b.shape.order)

export function exitsOf(does: Does): Exit[] {
  return shapeOf(does.kind).exits(does)
}

export function summaryOf(does: Does, names: Names): string {
  return shapeOf(does.kind).summary(does, names)
}
