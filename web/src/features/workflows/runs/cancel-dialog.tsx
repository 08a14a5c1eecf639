import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import type { Run } from '@/api/runs'
import { Form, SubmitButton } from '@/components/form/form'
import { TextAreaField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'

import { useCancelRun } from './requests'

const schema = z.object({
  reason: z.string().trim().min(1, 'Say why, for those who look at it later').max(500),
})

interface CancelDialogProps {
  run: Run
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Ends a run where it stands, with a reason. */
export function CancelDialog({ run, open, onOpenChange }: CancelDialogProps) {
  const cancel = useCancelRun(run.id)
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { reason: '' } })
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading={`Cancel this run of ${run.name}?`}
        lead="It ends where it stands. What it did stays; runs that it waits for are cancelled as well. This cannot be undone."
      >
        <Form
          form={form}
          onSubmit={async (values) => {
            await cancel.mutateAsync(values)
            toast.success('The run is cancelled')
            onOpenChange(false)
          }}
        >
          <TextAreaField control={form.control} name="reason" label="Reason" />
          <DialogFooter>
            <Button
              onClick={() => {
                onOpenChange(false)
              }}
            >
              Let it run
            </Button>
            <SubmitButton variant="danger">Cancel run</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
