import { QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'

import type { Schema } from '@/api/client'
import { meQuery, permissionsQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import type { Run } from '@/api/runs'
import { Toaster } from '@/components/ui/toaster'
import { mock, mockServer, problem } from '@/testing/mock-api'

import type { Step } from '../definition'

import { Incident } from './incident'

const server = mockServer()

beforeEach(() => {
  queryClient.setQueryData(meQuery.queryKey, { id: 'ada' } as Schema<'Me'>)
  queryClient.setQueryData(permissionsQuery.queryKey, {
    items: [{ permission: 'runs.manage', yours: 'all' }],
  } as Schema<'Permissions'>)
})

function show(does: Step['does']) {
  const incident = {
    at: '2026-11-27T08:00:00Z',
    attempts: 0,
    failure: { message: 'It waits for nobody.', passing: false },
  }
  render(
    <QueryClientProvider client={queryClient}>
      <Incident
        run={{ id: 'run-1' } as Run}
        activity={{
          node: 'step',
          iteration: 1,
          since: '2026-11-27T08:00:00Z',
          doing: { state: 'stuck', incident },
        }}
        step={{ id: 'step', name: 'Step', position: { x: 0, y: 0 }, does }}
        name="Step"
      />
      <Toaster />
    </QueryClientProvider>,
  )
}

const button = (name: string) => screen.queryByRole('button', { name })

it('offers to try again what can be tried again', () => {
  show({ kind: 'change_task', task: 'trigger.task.id' })
  expect(button('Retry')).toBeTruthy()
})

it('only skips a join: nobody else comes to it because it is looked at again', () => {
  show({ kind: 'join', needed: 'all' })
  expect(button('Retry')).toBeNull()
  expect(button('Skip')).toBeTruthy()
})

it('tells why a step may not be skipped', async () => {
  server.use(
    mock.post('/api/runs/{id}/skip', ({ response }) =>
      response(409).json(
        problem({ status: 409, code: 'conflict', detail: 'You began the run yourself.' }),
      ),
    ),
  )
  show({ kind: 'approval', question: 'May we?', approvers: [] })
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Skip' }))
  await user.click(screen.getByRole('menuitem', { name: 'Go on “if approved”' }))
  expect(await screen.findByText(/You began the run yourself/)).toBeTruthy()
})
