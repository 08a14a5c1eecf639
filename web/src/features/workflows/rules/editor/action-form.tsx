import { useMemo } from 'react'

import { settingsOf, withSettings } from '../../form/field'
import { FormContext } from '../../form/form-context'
import { overridesOf } from '../../form/step-form'
import { Widget } from '../../form/widget'
import type { KnownName } from '../../graph/known-names'
import type { RuleAction } from '../requests'

interface ActionFormProps {
  action: RuleAction
  names: KnownName[]
  /** What is wrong, by where it lies: `/does/text`. */
  errors: ReadonlyMap<string, string>
  readOnly: boolean
  onChange: (action: RuleAction) => void
}

/** What an action is set to: the fields that a step of a workflow has. */
export function ActionForm({ action, names, errors, readOnly, onChange }: ActionFormProps) {
  const { kind } = action
  const settings = useMemo(() => settingsOf(kind), [kind])
  const form = useMemo(
    () => ({ errors, overrides: overridesOf(kind), names, readOnly, Widget }),
    [errors, kind, names, readOnly],
  )
  return (
    <FormContext value={form}>
      <div className="grid grid-cols-1 gap-4">
        <Widget
          field={settings}
          label="Kind"
          hint=""
          value={action}
          pointer="/does"
          onChange={(next) => {
            onChange(withSettings(action, next) as RuleAction)
          }}
        />
      </div>
    </FormContext>
  )
}
