import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useMay } from '@/api/me'
import { type Project, useChangeProject } from '@/api/projects'
import { Section } from '@/components/page'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showError, toast } from '@/components/ui/toaster'

import { CustomFieldDialog } from './custom-field-dialog'
import { type CustomField, KINDS, moved } from './custom-fields'

const MOST = 50

/** The fields that a project's tasks have besides the common ones: add, change, order, remove. */
export function CustomFieldsSection({ project }: { project: Project }) {
  const mayManage = useMay('projects.manage') && !project.archived
  const change = useChangeProject()
  const [editing, setEditing] = useState<CustomField | 'new'>()
  const [removing, setRemoving] = useState<CustomField>()
  const fields = project.custom_fields
  const save = (custom_fields: CustomField[]) =>
    change.mutateAsync({ project, patch: { custom_fields } })
  const attempt = (next: CustomField[], done?: () => void) => {
    save(next).then(done, showError)
  }
  return (
    <Section
      heading="Custom fields"
      lead="Fields that its tasks have besides the common ones. Imports fill them, lists show and filter by them."
    >
      {fields.length === 0 ? (
        <p className="text-muted">
          {mayManage
            ? 'None yet. Add what your work needs: a customer, an amount, a delivery window.'
            : 'None.'}
        </p>
      ) : (
        <ul className="-my-2 divide-y divide-line">
          {fields.map((field, index) => (
            <li key={field.key} className="flex min-h-11 items-center gap-3 py-1.5">
              <div className="min-w-0 flex-1">
                <div className="flex items-center gap-2">
                  <span className="truncate font-medium">{field.name}</span>
                  <Badge>{KINDS.find(({ value }) => value === field.kind)?.label}</Badge>
                </div>
                <p className="truncate text-xs text-muted">
                  <code className="font-mono">{field.key}</code>
                  {field.options && field.options.length > 0 && ` · ${field.options.join(', ')}`}
                </p>
              </div>
              {mayManage && (
                <FieldActions
                  field={field}
                  isFirst={index === 0}
                  isLast={index === fields.length - 1}
                  onMove={(by) => {
                    attempt(moved(fields, index, index + by))
                  }}
                  onEdit={() => {
                    setEditing(field)
                  }}
                  onRemove={() => {
                    setRemoving(field)
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayManage && fields.length < MOST && (
        <Button
          className="mt-4"
          onClick={() => {
            setEditing('new')
          }}
        >
          <Plus aria-hidden />
          Add field
        </Button>
      )}
      {editing && (
        <CustomFieldDialog
          open
          onOpenChange={() => {
            setEditing(undefined)
          }}
          field={editing === 'new' ? undefined : editing}
          taken={fields.map(({ key }) => key)}
          onSave={(saved) =>
            save(
              editing === 'new'
                ? [...fields, saved]
                : fields.map((field) => (field.key === saved.key ? saved : field)),
            )
          }
        />
      )}
      <ConfirmDialog
        open={removing !== undefined}
        onOpenChange={() => {
          setRemoving(undefined)
        }}
        heading={`Remove ${removing?.name ?? 'the field'}?`}
        action="Remove field"
        pending={change.isPending}
        onConfirm={() => {
          attempt(
            fields.filter(({ key }) => key !== removing?.key),
            () => {
              toast.success(`Removed ${removing?.name ?? 'the field'}`)
              setRemoving(undefined)
            },
          )
        }}
      >
        Tasks show it no longer. What they have in it is kept, and is there again if you add a field
        with the same key.
      </ConfirmDialog>
    </Section>
  )
}

interface FieldActionsProps {
  field: CustomField
  isFirst: boolean
  isLast: boolean
  onMove: (by: 1 | -1) => void
  onEdit: () => void
  onRemove: () => void
}

function FieldActions({ field, isFirst, isLast, onMove, onEdit, onRemove }: FieldActionsProps) {
  const actions = [
    {
      label: 'Move up',
      icon: ArrowUp,
      disabled: isFirst,
      run: () => {
        onMove(-1)
      },
    },
    {
      label: 'Move down',
      icon: ArrowDown,
      disabled: isLast,
      run: () => {
        onMove(1)
      },
    },
    { label: 'Change', icon: Pencil, disabled: false, run: onEdit },
    { label: 'Remove', icon: Trash2, disabled: false, run: onRemove },
  ]
  return (
    <div className="flex shrink-0">
      {actions.map(({ label, icon: Icon, disabled, run }) => (
        <Button
          key={label}
          variant="ghost"
          size="icon-sm"
          disabled={disabled}
          aria-label={`${label} ${field.name}`}
          onClick={run}
        >
          <Icon aria-hidden />
        </Button>
      ))}
    </div>
  )
}
