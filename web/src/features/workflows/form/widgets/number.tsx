import { useState } from 'react'

import { Input } from '@/components/ui/input'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import { useForm, type WidgetProps } from '../form-context'

import { Labelled } from './labelled'

interface NumberInputProps {
  value: number | undefined
  /** `undefined` where nothing is written; never what is no whole number. */
  onChange: (value: number | undefined) => void
  minimum: number | undefined
  maximum: number | undefined
  disabled: boolean
}

/** A whole number. What is being written and is none yet stays here. */
export function NumberInput({
  value,
  onChange,
  minimum = 0,
  maximum = 2 ** 31,
  ...control
}: NumberInputProps & Omit<React.ComponentProps<'input'>, keyof NumberInputProps>) {
  const [draft, setDraft] = useState<string>()
  return (
    <Input
      {...control}
      inputMode="numeric"
      autoComplete="off"
      value={draft ?? value ?? ''}
      onChange={({ target }) => {
        setDraft(target.value)
        const number = Number(target.value)
        if (target.value.trim() === '') onChange(undefined)
        else if (Number.isInteger(number) && number >= minimum && number <= maximum) {
          onChange(number)
        }
      }}
      onBlur={() => {
        setDraft(undefined)
      }}
    />
  )
}

/** What stands in a required field that was emptied: the least that it may be. */
const least = (minimum: number | undefined) => minimum ?? 1

export function NumberWidget(props: WidgetProps) {
  const { field, value, onChange } = props
  const { readOnly } = useForm()
  if (field.is !== 'number') return null
  return (
    <Labelled {...props}>
      {(control) => (
        <NumberInput
          {...control}
          value={typeof value === 'number' ? value : undefined}
          minimum={field.minimum}
          maximum={field.maximum}
          disabled={readOnly}
          placeholder={field.optional ? String(field.minimum ?? '') : undefined}
          onChange={(number) => {
            onChange(number ?? (field.optional ? undefined : least(field.minimum)))
          }}
        />
      )}
    </Labelled>
  )
}

const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400, weeks: 604_800 } as const
type Unit = keyof typeof UNITS

/** The largest unit in which seconds are a whole number. */
function unitOf(seconds: number): Unit {
  const units = Object.keys(UNITS) as Unit[]
  return units.findLast((unit) => seconds > 0 && seconds % UNITS[unit] === 0) ?? 'seconds'
}

/** Seconds, as people count time: "4 hours". */
export function DurationWidget(props: WidgetProps) {
  const { field, label, value, onChange } = props
  const { readOnly } = useForm()
  const seconds = typeof value === 'number' ? value : undefined
  const [chosen, setChosen] = useState<Unit>()
  if (field.is !== 'duration') return null
  const { minimum = 1, maximum } = field
  const fits = chosen && (seconds === undefined || seconds % UNITS[chosen] === 0)
  const unit = fits ? chosen : seconds === undefined ? 'hours' : unitOf(seconds)
  const within = (count: number) =>
    Math.min(Math.max(count * UNITS[unit], minimum), maximum ?? Infinity)
  return (
    <Labelled {...props}>
      {(control) => (
        <div className="flex gap-2">
          <NumberInput
            {...control}
            className="w-24"
            value={seconds === undefined ? undefined : seconds / UNITS[unit]}
            minimum={1}
            maximum={undefined}
            disabled={readOnly}
            onChange={(count) => {
              if (count !== undefined) onChange(within(count))
              else if (field.optional) onChange(undefined)
            }}
          />
          <Select
            value={unit}
            disabled={readOnly}
            onValueChange={(next) => {
              setChosen(next as Unit)
              if (seconds !== undefined) {
                const count = Math.max(1, Math.round(seconds / UNITS[unit]))
                onChange(Math.min(count * UNITS[next as Unit], maximum ?? Infinity))
              }
            }}
          >
            <SelectTrigger aria-label={`${label}: unit`} className="flex-1">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {Object.keys(UNITS).map((each) => (
                <SelectItem key={each} value={each}>
                  {each}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
      )}
    </Labelled>
  )
}
