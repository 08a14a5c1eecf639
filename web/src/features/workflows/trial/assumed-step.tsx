import { useId } from 'react'

import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'

import { SelectInput } from '../form/widgets/choice'

import { type Assumed, type Outcome, OUTCOME_LABELS } from './scenario'

interface AssumedStepProps {
  /** The step's. */
  name: string
  outcomes: Outcome[]
  /** Nothing: as it usually goes. */
  assumed: Assumed | undefined
  onChange: (assumed: Assumed | undefined) => void
}

const HOUR = 3600

/** What comes of one step, and after how long. */
export function AssumedStep({ name, outcomes, assumed, onChange }: AssumedStepProps) {
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <Label htmlFor={id}>{name}</Label>
      <SelectInput
        id={id}
        disabled={false}
        value={assumed?.outcome}
        none="As it usually goes"
        options={outcomes.map((value) => ({ value, label: OUTCOME_LABELS[value] }))}
        onChange={(word) => {
          const outcome = outcomes.find((one) => one === word)
          onChange(outcome && { outcome, afterSeconds: assumed?.afterSeconds ?? 0 })
        }}
      />
      {assumed && assumed.outcome !== 'timed_out' && (
        <label className="flex items-center gap-2 text-xs text-muted">
          after
          <Input
            type="number"
            min={0}
            max={8760}
            step="any"
            className="w-20"
            value={assumed.afterSeconds / HOUR}
            onChange={({ target }) => {
              const hours = Math.min(8760, Math.max(0, Number(target.value) || 0))
              onChange({ ...assumed, afterSeconds: Math.round(hours * HOUR) })
            }}
          />
          hours
        </label>
      )}
    </div>
  )
}
