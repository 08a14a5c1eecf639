import { expect, it, vi } from 'vitest'

import type { Definition } from '../definition'

import { EditorStore } from './editor-store'

const drawn: Definition = {
  variables: [],
  nodes: [
    {
      id: 'start',
      name: 'Start',
      does: { kind: 'start', when: 'manual' },
      position: { x: 0, y: 0 },
    },
    {
      id: 'task',
      name: 'Task',
      does: { kind: 'create_task', title: '' },
      position: { x: 320, y: 0 },
    },
  ],
  edges: [{ from: 'start', exit: 'next', to: 'task' }],
}
const node = (store: EditorStore, id: string) => store.get().nodes.find((each) => each.id === id)

it('draws again only what changed', () => {
  const store = new EditorStore(drawn, [])
  const [start, task] = store.get().nodes
  const [edge] = store.get().edges
  store.change({
    ...drawn,
    nodes: drawn.nodes.map((step) => (step.id === 'task' ? { ...step, name: 'T' } : step)),
  })
  expect(store.get().nodes[0]).toBe(start)
  expect(store.get().nodes[1]).not.toBe(task)
  expect(store.get().edges[0]).toBe(edge)
})

it('shows all exits of the step that is chosen, and one way to it by Tab', () => {
  const store = new EditorStore(drawn, [])
  const names = () => node(store, 'task')?.data.exits.map(({ name }) => name)
  expect(names()).toEqual(['next'])
  expect(store.get().nodes.map(({ focusable }) => focusable)).toEqual([true, false])
  store.select(['task'])
  expect(names()).toEqual(['next', 'failed', 'timed_out'])
  expect(store.get().nodes.map(({ focusable }) => focusable)).toEqual([false, true])
})

it('counts findings at their steps', () => {
  const store = new EditorStore(drawn, [])
  const finding = { code: 'missing_setting', node: 'task', message: 'Write a text.' } as const
  store.setFindings([finding, finding])
  expect(node(store, 'task')?.data.decoration?.words).toBe('2 to mend')
  store.setFindings([])
  expect(node(store, 'task')?.data.decoration).toBeUndefined()
})

it('moves steps for good only once they are let go', () => {
  const store = new EditorStore(drawn, [])
  const told = vi.fn()
  store.subscribe(told)
  store.onNodesChange([
    { type: 'position', id: 'task', position: { x: 500, y: 10 }, dragging: true },
  ])
  expect(node(store, 'task')?.position).toEqual({ x: 500, y: 10 })
  expect(store.definition).toBe(drawn)
  // Meanwhile a save says what is wrong.
  store.setFindings([{ code: 'missing_setting', node: 'task', message: 'Write a text.' }])
  expect(node(store, 'task')?.position).toEqual({ x: 500, y: 10 })
  store.dropDragged()
  expect(store.definition.nodes[1]?.position).toEqual({ x: 500, y: 10 })
  expect(told).toHaveBeenCalled()
  store.undo()
  expect(store.definition).toBe(drawn)
})

it('forgets what was chosen and is gone', () => {
  const store = new EditorStore(drawn, [])
  store.change({ ...drawn, nodes: [...drawn.nodes], edges: [] })
  store.select(['start', 'task'])
  store.change({ ...drawn, nodes: drawn.nodes.slice(0, 1), edges: [] })
  expect([...store.get().selection]).toEqual(['start'])
})
