import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toaster'

import { type Rule, useDeleteRule, useMayChangeRule } from '../requests'

/** Deletes a rule, once that is confirmed. */
export function DeleteRule({ rule, onDeleted }: { rule: Rule; onDeleted?: () => void }) {
  const remove = useDeleteRule()
  const mayChange = useMayChangeRule()(rule)
  const [asking, setAsking] = useState(false)
  if (!mayChange) return null
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Delete ${rule.name}`}
        onClick={() => {
          setAsking(true)
        }}
      >
        <Trash2 aria-hidden />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        heading={`Delete ${rule.name}?`}
        action="Delete rule"
        pending={remove.isPending}
        onConfirm={() => {
          remove.mutate(rule, {
            onSuccess: () => {
              toast.success(`Deleted ${rule.name}`)
              onDeleted?.()
            },
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        It looks at nothing any more; what it began goes on. This cannot be undone: disable it if
        you may need it again.
      </ConfirmDialog>
    </>
  )
}
