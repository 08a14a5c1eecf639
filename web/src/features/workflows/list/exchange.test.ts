import { expect, it } from 'vitest'

import type { Workflow } from '../requests'

import { exported, imported } from './exchange'

const draft = { nodes: [{ id: 'start', name: 'Start', does: { kind: 'start', when: 'manual' } }] }
const workflow = { name: 'Über 9000 / Ja!', description: 'Why.', draft } as unknown as Workflow

it('imports what it exported', () => {
  const file = exported(workflow)
  expect(file.name).toBe('über-9000-ja.workflow.json')
  expect(imported(file.text, file.name)).toEqual({
    name: workflow.name,
    description: 'Why.',
    draft,
  })
})

it('imports a bare definition under the name of its file', () => {
  expect(imported(JSON.stringify(draft), 'leave.workflow.json')).toEqual({ name: 'leave', draft })
})

it('says what is wrong with a file', () => {
  expect(() => imported('nodes: 3', 'x.json')).toThrow('not JSON')
  expect(() => imported('{"tasks": []}', 'x.json')).toThrow('no workflow')
  expect(() => imported('{"nodes": [{"id": 1}]}', 'x.json')).toThrow('no workflow')
})
