/**
 * Forms: React Hook Form and Zod, and what the server finds wrong shown at its field.
 *
 *     const form = useForm({ resolver: zodResolver(schema), defaultValues })
 *     <Form form={form} onSubmit={(values) => create.mutateAsync(values)}>
 *       <TextField control={form.control} name="name" label="Name" />
 *       <SubmitButton>Create</SubmitButton>
 *     </Form>
 */
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import {
  type FieldPath,
  type FieldValues,
  FormProvider,
  get,
  useFormState,
  type UseFormReturn,
} from 'react-hook-form'

import { asApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { RequestId } from '@/components/ui/states'
import { cn } from '@/lib/cn'
import { splitProblem } from '@/lib/problem-fields'

interface FormProps<Values extends FieldValues, Output> {
  form: UseFormReturn<Values, unknown, Output>
  /** What it throws is shown: at the fields that it names, or above the form. */
  onSubmit: (values: Output) => unknown
  className?: string
  children: ReactNode
}

export function Form<Values extends FieldValues, Output>({
  form,
  onSubmit,
  className,
  children,
}: FormProps<Values, Output>) {
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values)
    } catch (error) {
      showInForm(form, error)
    }
  })
  return (
    <FormProvider {...form}>
      <form
        noValidate
        className={cn('grid gap-4', className)}
        onSubmit={(event) => {
          // A form in a dialog over another form is not a part of that one.
          event.stopPropagation()
          void submit(event)
        }}
      >
        <FormProblem />
        {children}
      </form>
    </FormProvider>
  )
}

function showInForm<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
  error: unknown,
): void {
  const problem = asApiError(error)
  const known = form.getValues()
  const { fields, rest } = splitProblem(problem, (name) => get(known, name) !== undefined)
  for (const [index, { name, message }] of fields.entries()) {
    form.setError(
      name as FieldPath<Values>,
      { type: 'server', message },
      { shouldFocus: index === 0 },
    )
  }
  if (rest) {
    // The request's id is for support, who can do nothing about a 4xx.
    const id = problem.status >= 500 ? problem.requestId : ''
    form.setError('root.server', { type: id, message: rest })
  }
}

/** What is wrong with the whole. It takes the focus, so that nobody misses it. */
function FormProblem() {
  const { errors } = useFormState()
  const problem = errors.root?.['server']
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) place.current?.focus()
  }, [problem])
  if (!problem) return null
  return (
    <div
      ref={place}
      role="alert"
      tabIndex={-1}
      className="rounded-md bg-danger-soft px-3 py-2 text-sm text-pretty text-danger-text outline-none"
    >
      {problem.message}
      {typeof problem.type === 'string' && (
        <RequestId id={problem.type} className="mt-0.5 text-danger-text" />
      )}
    </div>
  )
}

export function SubmitButton({
  children,
  variant = 'primary',
  ...props
}: ComponentProps<typeof Button>) {
  const { isSubmitting } = useFormState()
  return (
    <Button type="submit" variant={variant} pending={isSubmitting} {...props}>
      {children}
    </Button>
  )
}
