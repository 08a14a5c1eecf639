import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'

import { mock, mockServer, problem } from '@/testing/mock-api'

import { SignUpForm } from './sign-up-form'

const server = mockServer()

async function fillIn() {
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Organization'), 'Harbour')
  await user.type(screen.getByLabelText('Your name'), 'Ada')
  await user.type(screen.getByLabelText('E-mail'), 'ada@example.com')
  await user.type(screen.getByLabelText('Password'), 'correct horse')
  await user.click(screen.getByRole('button', { name: 'Create organization' }))
}

it('shows what the server finds wrong with a field at the field', async () => {
  server.use(
    mock.post('/api/auth/signup', ({ response }) =>
      response(422).json(
        problem({
          status: 422,
          code: 'invalid',
          errors: [{ pointer: '/email', detail: 'is in use already' }],
        }),
      ),
    ),
  )
  const signedUp = vi.fn()
  render(<SignUpForm onSignedUp={signedUp} />)
  await fillIn()
  const email = screen.getByLabelText('E-mail')
  expect(await screen.findByText('Is in use already.')).toBeTruthy()
  expect(email.getAttribute('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(email)
  expect(signedUp).not.toHaveBeenCalled()
})

it('shows a failure of the server above the form, with the id of the request', async () => {
  server.use(
    mock.post('/api/auth/signup', ({ response }) =>
      response(500).json(problem({ status: 500, code: 'internal', detail: 'It is logged.' })),
    ),
  )
  render(<SignUpForm onSignedUp={vi.fn()} />)
  await fillIn()
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('It is logged.')
  expect(alert.textContent).toContain('request-1')
})
