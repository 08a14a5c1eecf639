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

interface WrittenNumberProps {
  value: number | undefined
  /** `undefined` where nothing is written; never what cannot be read. */
  onChange: (value: number | undefined) => void
  /** The number that a text is, if it is one that is taken. */
  read: (text: string) => number | undefined
}

type Control<Props> = Props & Omit<React.ComponentProps<'input'>, keyof Props>

/** A number as a text. What is being written and is none yet stays here. */
function WrittenNumber({ value, onChange, read, ...control }: Control<WrittenNumberProps>) {
  const [draft, setDraft] = useState<string>()
  return (
    <Input
      {...control}
      autoComplete="off"
      value={draft ?? value ?? ''}
      onChange={({ target }) => {
        setDraft(target.value)
        const number = read(target.value)
        if (target.value.trim() === '') onChange(undefined)
        else if (number !== undefined) onChange(number)
      }}
      onBlur={() => {
        setDraft(undefined)
      }}
    />
  )
}

interface NumberInputProps extends Omit<WrittenNumberProps, 'read'> {
  minimum: number | undefined
  maximum: number | undefined
}

/** A whole number. */
export function NumberInput({
  minimum = 0,
  maximum = 2 ** 31,
  ...control
}: Control<NumberInputProps>) {
  return (
    <WrittenNumber
      {...control}
      inputMode="numeric"
      read={(text) => {
        const number = Number(text)
        return Number.isInteger(number) && number >= minimum && number <= maximum
          ? number
          : undefined
      }}
    />
  )
}

/** Any number, with a point or a comma. */
export function DecimalInput(control: Control<Omit<WrittenNumberProps, 'read'>>) {
  return (
    <WrittenNumber
      {...control}
      inputMode="decimal"
      read={(text) => {
        const number = Number(text.replace(',', '.'))
        return Number.isFinite(number) ? number : undefined
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
