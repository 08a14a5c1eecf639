import { expect, it } from 'vitest'

import type { Definition } from '../definition'

import { firstView } from './first-view'
import { HEAD, WIDTH } from './measures'

const row = (count: number): Definition => ({
  variables: [],
  edges: [],
  nodes: Array.from({ length: count }, (_, index) => ({
    id: `step_${index}`,
    name: '',
    does: { kind: 'parallel' },
    position: { x: index * 320, y: 0 },
  })),
})
const canvas = { width: 1000, height: 800 }

it('shows a small drawing whole and in the middle, never larger than it is', () => {
  expect(firstView(row(1), canvas)).toEqual({ x: 500 - WIDTH / 2, y: 400 - HEAD / 2, zoom: 1 })
  const { x, zoom } = firstView(row(4), canvas)
  expect(zoom).toBeLessThan(1)
  expect(x).toBeCloseTo((1000 - (3 * 320 + WIDTH) * zoom) / 2)
})

it('shows where a large drawing begins, so that it can be read', () => {
  expect(firstView(row(50), canvas)).toEqual({ x: 60, y: 320, zoom: 0.75 })
})

it('has a view of nothing', () => {
  expect(firstView(row(0), canvas).zoom).toBe(1)
})
