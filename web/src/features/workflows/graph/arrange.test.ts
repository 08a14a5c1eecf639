import { expect, it } from 'vitest'

import type { Step } from '../definition'
import { WIDTH } from '../shapes/measures'

import { aligned, distributed, nearest } from './arrange'
import { laidOut, layoutGraph } from './layout-graph'

const step = (id: string, x: number, y: number): Step => ({
  id,
  name: id,
  does: { kind: 'parallel' },
  position: { x, y },
})
const steps = [step('a', 0, 0), step('b', 700, 90), step('c', 300, 40)]

it('aligns edges and middles', () => {
  expect([...aligned(steps, 'left').values()].map(({ x }) => x)).toEqual([0, 0, 0])
  expect([...aligned(steps, 'bottom').values()].map(({ y }) => y)).toEqual([90, 90, 90])
  expect(aligned(steps, 'center').get('a')?.x).toBe(350)
})

it('gives the same room between all', () => {
  const places = distributed(steps, 'across')
  expect(places.get('a')).toEqual({ x: 0, y: 0 })
  expect(places.get('c')).toEqual({ x: 350, y: 40 })
  expect(places.get('b')).toEqual({ x: 700, y: 90 })
})

it('goes to the step that lies nearest in a direction', () => {
  const [a, b] = steps
  if (!a || !b) throw new Error('not drawn')
  expect(nearest(steps, a, 'right')?.id).toBe('c')
  expect(nearest(steps, b, 'left')?.id).toBe('c')
  expect(nearest(steps, a, 'left')).toBeUndefined()
  expect(nearest(steps, b, 'up')?.id).toBe('c')
})

it('tells elk sizes, exits as ports, and edges that have both ends', () => {
  const graph = layoutGraph({
    variables: [],
    nodes: steps,
    edges: [
      { from: 'a', exit: 'next', to: 'b' },
      { from: 'a', exit: 'next', to: 'gone' },
    ],
  })
  expect(graph.children?.map(({ id, width }) => [id, width])).toEqual([
    ['a', WIDTH],
    ['b', WIDTH],
    ['c', WIDTH],
  ])
  expect(graph.edges).toEqual([{ id: 'edge-0', sources: ['a/next'], targets: ['b/in'] }])
  const ports = graph.children?.flatMap(({ ports = [] }) => ports.map(({ id }) => id))
  expect(ports).toEqual(expect.arrayContaining(['a/next', 'b/in']))
})

it('takes places from elk on the grid', () => {
  expect(laidOut({ id: 'root', children: [{ id: 'a', x: 12.4, y: 96 }] }).get('a')).toEqual({
    x: 10,
    y: 100,
  })
})
