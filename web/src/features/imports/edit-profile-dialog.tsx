import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'

import { useGrant } from '@/api/me'
import { Form, SubmitButton } from '@/components/form/form'
import { SelectField } from '@/components/form/select-field'
import { SwitchField } from '@/components/form/switch-field'
import { TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toaster'

import { usePeople } from './people'
import { type Profile, useChangeProfile } from './requests'
import { AUTO_COMMIT, profileSchema } from './save-profile'

interface EditProfileDialogProps {
  profile: Profile
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function EditProfileDialog({ profile, open, onOpenChange }: EditProfileDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        heading="Edit profile"
        lead="To change what it maps, map an import with it and save that as a profile."
      >
        <EditForm
          // Another revision is another form.
          key={profile.revision}
          profile={profile}
          onClose={() => {
            onOpenChange(false)
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

const schema = profileSchema.extend({ owner: profileSchema.shape.name })

function EditForm({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const change = useChangeProfile()
  const people = usePeople().filter(({ role }) => role !== 'guest')
  const mayHandOn = useGrant('import_profiles.manage') === 'all'
  const { name, auto_commit, owner } = profile
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name, auto_commit, owner },
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const { owner: chosen, ...rest } = values
        const patch = { ...rest, ...(chosen !== owner && { owner: chosen }) }
        await change.mutateAsync({ profile, patch })
        onClose()
        toast.success('Saved')
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
      {mayHandOn && people.length > 1 && (
        <SelectField
          control={form.control}
          name="owner"
          label="Owner"
          hint="Dropped files are imported in this person’s name, who is told when one fails."
          options={people.map((person) => ({ value: person.id, label: person.name }))}
        />
      )}
      <SwitchField control={form.control} name="auto_commit" {...AUTO_COMMIT} />
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton>Save</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
