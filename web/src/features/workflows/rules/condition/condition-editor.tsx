import { Braces, CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Project } from '@/api/projects'
import { Button } from '@/components/ui/button'
import { Field as Labelled } from '@/components/ui/field'

import { CompletingInput } from '../../form/widgets/completing-input'
import type { KnownName } from '../../graph/known-names'

import { GroupBox } from './builder'
import type { Field } from './fields'
import type { ConditionState } from './use-condition'

interface ConditionEditorProps {
  condition: ConditionState
  fields: readonly Field[]
  project: Project | undefined
  names: KnownName[]
  error: string | undefined
  open: 'allowed' | 'wrong'
  readOnly: boolean
}

/** A condition to build, and its text; each follows the other. */
export function ConditionEditor({ condition, error, ...props }: ConditionEditorProps) {
  const { fields, project, names, open, readOnly } = props
  const { text, reading, onText, onRoot } = condition
  return (
    <div className="grid grid-cols-1 gap-4">
      {reading.is === 'built' && (
        <>
          {reading.root.of.length === 0 && (
            <p className="text-sm text-muted">Always: there is no condition.</p>
          )}
          <GroupBox
            group={reading.root}
            context={{ fields, project, open, readOnly }}
            depth={0}
            onChange={onRoot}
          />
        </>
      )}
      {reading.is === 'free' && (
        <Note
          icon={<Braces className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />}
          action={
            !readOnly && (
              <Button
                size="sm"
                onClick={() => {
                  onText('')
                }}
              >
                Build it anew
              </Button>
            )
          }
        >
          The builder cannot show this condition. It works, and stays as it is written below.
        </Note>
      )}
      {reading.is === 'broken' && (
        <Note
          icon={<CircleAlert className="mt-0.5 size-4 shrink-0 text-danger-text" aria-hidden />}
        >
          The text below cannot be read as CEL: {reading.why}.
        </Note>
      )}
      <Labelled
        label="As text"
        hint="The same in CEL. What you change here changes above, and the other way round."
        error={error}
      >
        {(control) => (
          <CompletingInput
            {...control}
            data-pointer="/if"
            language="expression"
            names={names}
            value={text}
            singleLine={false}
            placeholder='trigger.task.priority == "critical"'
            disabled={readOnly}
            onChange={onText}
          />
        )}
      </Labelled>
    </div>
  )
}

function Note({
  icon,
  action,
  children,
}: {
  icon: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-start gap-2.5 rounded-md border border-line bg-canvas px-3 py-2.5 text-sm"
    >
      {icon}
      <p className="min-w-48 flex-1 text-pretty">{children}</p>
      {action}
    </div>
  )
}
