import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'

import type { Schema } from '@/api/client'
import { permissionsQuery } from '@/api/me'
import { peopleQuery, type Person } from '@/api/people'

import { type Does, EMPTY } from '../definition'
import { KINDS } from '../nodes/registry'

import { type Field, type Property, settingsOf } from './field'
import { overridesOf, StepForm } from './step-form'

function show(does: Does) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  queryClient.setQueryData(permissionsQuery.queryKey, {
    items: [{ permission: 'users.read', yours: 'all' }],
  } as Schema<'Permissions'>)
  queryClient.setQueryData(peopleQuery.queryKey, [
    { id: 'ada', name: 'Ada', role: 'user', state: 'active' },
    { id: 'elif', name: 'Elif', role: 'guest', state: 'active' },
  ] as Person[])
  render(
    <QueryClientProvider client={queryClient}>
      <StepForm
        definition={EMPTY}
        step={{ id: 'step', name: 'Step', position: { x: 0, y: 0 }, does }}
        findings={[]}
        readOnly={false}
        onChange={() => undefined}
      />
    </QueryClientProvider>,
  )
}

it('says what a new task gets where nothing is chosen', () => {
  show({ kind: 'create_task', title: '' })
  expect(screen.getByRole('combobox', { name: 'Priority' }).textContent).toMatch(/^Medium/)
})

it('leaves a changed task as it is where nothing is chosen', () => {
  show({ kind: 'change_task', task: '' })
  expect(screen.getByRole('combobox', { name: 'Priority' }).textContent).toBe('As it is')
})

it('offers as approvers only those who are asked: no guests', async () => {
  // What jsdom lacks and the list asks for.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined
      unobserve = () => undefined
      disconnect = () => undefined
    },
  )
  Element.prototype.scrollIntoView = () => undefined
  show({ kind: 'approval', question: '', approvers: [] })
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'By role' }))
  expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
    'Everyone with the role User',
    'Everyone with the role Admin',
  ])
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: 'Choose people' }))
  expect(screen.getAllByRole('option')).toHaveLength(1)
})

/** The hints of a field and of all in it, as its form shows them. */
function hintsOf(field: Field, place: string, overrides: ReturnType<typeof overridesOf>): string[] {
  const own = overrides[place]
  const below = (properties: Property[]) =>
    properties.flatMap(({ name, field: inner }) =>
      hintsOf(inner, place === '/does' ? name : `${place}/${name}`, overrides),
    )
  switch (field.is) {
    case 'object':
      return below(field.properties)
    case 'variants':
      return field.variants.flatMap(({ key, hint, inner }) => [
        own?.hints?.[key] ?? hint,
        ...(inner.at === 'beside' ? below(inner.properties) : []),
      ])
    case 'list':
      return [
        own?.hint ?? field.hint,
        ...(field.item.is === 'object' ? hintsOf(field.item, `${place}/*`, overrides) : []),
      ]
    default:
      return [own?.hint ?? field.hint]
  }
}

const EMPTY_WORDS = ['The first.', 'So many.', 'So many seconds.', 'A time has come.']

it.each(KINDS.map(({ kind }) => kind))('tells people what they set: %s', (kind) => {
  for (const hint of hintsOf(settingsOf(kind), '/does', overridesOf(kind))) {
    expect(hint).not.toContain('`')
    expect(EMPTY_WORDS).not.toContain(hint)
  }
})
