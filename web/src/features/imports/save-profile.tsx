import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { BookmarkPlus } from 'lucide-react'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { useMay } from '@/api/me'
import { Form, SubmitButton } from '@/components/form/form'
import { SwitchField } from '@/components/form/switch-field'
import { TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'

import { type Import, profilesQuery, useSaveProfile } from './requests'

export const profileSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120, 'Use at most 120 characters.'),
  auto_commit: z.boolean(),
})

export const AUTO_COMMIT = {
  label: 'Import dropped files at once',
  hint: 'Files in its drop folder are imported as soon as they are read. Otherwise they wait to be checked.',
}

/** Keeps the mapping for the next file with these columns. */
export function SaveProfile({
  import_,
  disabled = false,
}: {
  import_: Import
  disabled?: boolean
}) {
  const [open, setOpen] = useState(false)
  const may = useMay('import_profiles.manage')
  const profiles = useQuery(profilesQuery).data ?? []
  const used = profiles.find(
    ({ id, saved_from }) => id === import_.profile_id || saved_from === import_.id,
  )
  if (!may) return <p className="text-xs text-muted">Your role does not include saving profiles.</p>
  return (
    <>
      <Button
        disabled={disabled}
        onClick={() => {
          setOpen(true)
        }}
      >
        <BookmarkPlus aria-hidden />
        Save as a profile
      </Button>
      <p className="mt-2 text-xs text-pretty text-muted">
        {used
          ? `Known as “${used.name}”. Save again if you changed something.`
          : 'A file with the same columns is then mapped like this by itself.'}
      </p>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          heading="Save as a profile"
          lead="It keeps columns, values and constants, and gets a drop folder of its own."
        >
          <ProfileForm
            import_={import_}
            onClose={() => {
              setOpen(false)
            }}
          />
        </DialogContent>
      </Dialog>
    </>
  )
}

function ProfileForm({ import_, onClose }: { import_: Import; onClose: () => void }) {
  const save = useSaveProfile()
  const form = useForm({
    resolver: zodResolver(profileSchema),
    defaultValues: { name: import_.file.name.replace(/\.[^.]+$/, ''), auto_commit: true },
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const profile = await save.mutateAsync({ id: import_.id, ...values })
        onClose()
        toast.success(`Saved ${profile.name}`)
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
      <SwitchField control={form.control} name="auto_commit" {...AUTO_COMMIT} />
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton>Save profile</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
