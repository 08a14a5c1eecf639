import { Trash2 } from 'lucide-react'
import { useId } from 'react'

import type { Project } from '@/api/projects'
import { Button } from '@/components/ui/button'
import {
  Select,
  SelectContent,
  SelectGroup,
  SelectItem,
  SelectLabel,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import type { Field } from './fields'
import { freshTest, operatorLabel, operatorsOf, withOperator } from './operators'
import { isOpen, type Operator, type Test } from './tree'
import { ValueWidget } from './value'

/** What every part of the builder knows. */
export interface BuilderContext {
  fields: readonly Field[]
  project: Project | undefined
  /** Whether what is still to be chosen is said to be wrong. */
  open: 'allowed' | 'wrong'
  readOnly: boolean
}

interface TestRowProps {
  test: Test
  context: BuilderContext
  onChange: (test: Test) => void
  onRemove: () => void
}

/** One line: a field, what is asked of it, and the value. */
export function TestRow({ test, context, onChange, onRemove }: TestRowProps) {
  const errorId = useId()
  const { fields, project, readOnly } = context
  const field = fields.find(({ path }) => path === test.path)
  if (!field) return null
  const isWrong = context.open === 'wrong' && isOpen(test)
  return (
    <div className="grid w-full min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] gap-1.5 sm:grid-cols-[minmax(0,11rem)_minmax(0,10.5rem)_minmax(0,1fr)_auto]">
      <FieldSelect
        field={field}
        fields={fields}
        disabled={readOnly}
        onChange={(chosen) => {
          onChange(freshTest(chosen))
        }}
      />
      <div className="max-sm:col-span-2">
        <Select
          value={test.operator}
          disabled={readOnly}
          onValueChange={(chosen) => {
            const operator = operatorsOf(field).find((each) => each === chosen)
            if (operator) onChange(withOperator(test, operator))
          }}
        >
          <SelectTrigger aria-label={`What is asked of ${field.label}`}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {operatorsOf(field).map((operator: Operator) => (
              <SelectItem key={operator} value={operator}>
                {operatorLabel(operator, field.kind)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
      <div className="min-w-0 max-sm:col-span-2">
        <ValueWidget
          // Another field has another widget.
          key={test.path}
          field={field}
          test={test}
          project={project}
          disabled={readOnly}
          invalid={isWrong}
          describedBy={isWrong ? errorId : undefined}
          onChange={(value) => {
            onChange({ ...test, value })
          }}
        />
        {isWrong && (
          <p id={errorId} role="alert" className="mt-1 text-xs text-danger-text">
            Say what it is compared with.
          </p>
        )}
      </div>
      {!readOnly && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Remove the condition on ${field.label}`}
          className="max-sm:col-start-2 max-sm:row-start-1"
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </div>
  )
}

interface FieldSelectProps {
  field: Field
  fields: readonly Field[]
  disabled: boolean
  onChange: (field: Field) => void
}

function FieldSelect({ field, fields, disabled, onChange }: FieldSelectProps) {
  const groups = [...new Set(fields.map(({ group }) => group))]
  return (
    <Select
      value={field.path}
      disabled={disabled}
      onValueChange={(path) => {
        const chosen = fields.find((each) => each.path === path)
        if (chosen) onChange(chosen)
      }}
    >
      <SelectTrigger aria-label="Field" data-field>
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {groups.map((group) => (
          <SelectGroup key={group}>
            <SelectLabel>{group}</SelectLabel>
            {fields
              .filter((each) => each.group === group)
              .map(({ path, label }) => (
                <SelectItem key={path} value={path}>
                  {label}
                </SelectItem>
              ))}
          </SelectGroup>
        ))}
      </SelectContent>
    </Select>
  )
}
