import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'

import { asApiError } from '@/api/problem'
import { mock, mockServer, problem } from '@/testing/mock-api'

import type { Definition } from '../definition'

import { useSimulate } from './requests'
import { FRESH } from './scenario'

const server = mockServer()

const definition: Definition = {
  variables: [],
  nodes: [
    {
      id: 'start',
      name: 'Start',
      does: { kind: 'start', when: 'task_event', event: 'created' },
      position: { x: 0, y: 0 },
    },
  ],
  edges: [],
}

it('fails when the task that was chosen cannot be read', async () => {
  server.use(
    mock.get('/api/tasks/{task}', ({ response }) =>
      response(404).json(problem({ status: 404, code: 'not_found', detail: 'It is in the bin.' })),
    ),
  )
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(() => useSimulate(), { wrapper })
  act(() => {
    result.current.mutate({
      definition,
      draft: { ...FRESH, task: 'task-1' },
      workflow: 'Triage',
      by: 'ada',
    })
  })
  await waitFor(() => {
    expect(result.current.isError).toBe(true)
  })
  expect(asApiError(result.current.error).message).toBe('It is in the bin.')
})
