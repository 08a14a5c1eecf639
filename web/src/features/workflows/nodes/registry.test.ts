import { expect, it } from 'vitest'

import { exitsOf, KINDS, shapeOf, summaryOf } from './registry'

const names = { person: () => 'Ada', project: () => 'Operations', workflow: () => 'Onboarding' }

it('finds every kind by its folder, and can draw a new one of each', () => {
  expect(KINDS.map(({ kind }) => kind).sort()).toEqual([
    'approval',
    'change_task',
    'condition',
    'create_task',
    'delay',
    'http_call',
    'join',
    'notification',
    'parallel',
    'set_variable',
    'start',
    'sub_workflow',
  ])
  for (const { kind, shape } of KINDS) {
    const does = shape.fresh()
    expect(does.kind).toBe(kind)
    expect(exitsOf(does).length).toBeGreaterThan(0)
    expect(summaryOf(does, names)).not.toContain('undefined')
  }
})

it('draws a kind that it does not know', () => {
  const does = { kind: 'run_script' } as never
  expect(shapeOf('run_script' as never).title).toBe('Run script')
  expect(exitsOf(does).map(({ name }) => name)).toEqual(['next'])
})

it('says in a line what a node is set to', () => {
  const line = (does: Parameters<typeof summaryOf>[0]) => summaryOf(does, names)
  expect(line({ kind: 'delay', wait: { seconds: 14_400 } })).toBe('For 4 hours')
  expect(line({ kind: 'delay', wait: { seconds: 90 } })).toBe('For 90 seconds')
  expect(
    line({
      kind: 'approval',
      question: 'Go on?',
      needed: 2,
      approvers: [{ role: 'admin' }, { person: { user: '1' } }, { person: { from: 'vars.boss' } }],
    }),
  ).toBe('2 of: every admin, Ada and vars.boss')
  expect(line({ kind: 'start', when: 'task_event', event: 'created', project_id: 'x' })).toBe(
    'When a task is created in Operations',
  )
})

it('names the exits that the settings make', () => {
  const exits = (does: Parameters<typeof exitsOf>[0]) => exitsOf(does).map(({ name }) => name)
  const branches = [
    { exit: 'cheap', when: 'vars.amount < 10' },
    { exit: 'dear', when: 'vars.amount > 99' },
  ]
  expect(exits({ kind: 'condition', branches })).toEqual(['cheap', 'dear', 'otherwise'])
  expect(exits({ kind: 'join', needed: 'all' })).toEqual(['next'])
  expect(exits({ kind: 'join', needed: { count: 2 } })).toEqual(['next', 'too_few'])
  const asked = { kind: 'approval', question: '', approvers: [] } as const
  expect(exits({ ...asked, approvers: [] })).toContain('timed_out')
  expect(exits({ ...asked, approvers: [], on_limit: 'reject' })).not.toContain('timed_out')
})
