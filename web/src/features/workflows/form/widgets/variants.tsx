import { inWords } from '@/lib/names'

import { freshVariant, variantFor } from '../field'
import { useForm, useOverrides, type WidgetProps } from '../form-context'
import { labelOf } from '../labels'

import { SelectInput } from './choice'
import { Labelled } from './labelled'
import { Properties } from './object'

/** One of several forms: which, and what lies in it. */
export function VariantsWidget(props: WidgetProps) {
  const { field, value, onChange, pointer } = props
  const { Widget, readOnly } = useForm()
  const override = useOverrides()(pointer)
  const words = override?.words
  if (field.is !== 'variants') return null
  const { variants } = field
  const chosen = variantFor(variants, value)
  const inner = chosen?.inner
  return (
    <div className="grid grid-cols-1 gap-4">
      <Labelled
        {...props}
        label={override?.label ?? props.label}
        // What the choice means says more than what it is a choice of.
        hint={chosen ? (override?.hints?.[chosen.key] ?? chosen.hint) : props.hint}
      >
        {(control) => (
          <SelectInput
            {...control}
            value={chosen?.key}
            none={field.optional ? (override?.none ?? 'As usual') : undefined}
            disabled={readOnly}
            options={variants.map(({ key }) => ({
              value: key,
              label: words?.[key] ?? inWords(key),
            }))}
            onChange={(key) => {
              const next = variants.find((variant) => variant.key === key)
              onChange(next && freshVariant(next))
            }}
          />
        )}
      </Labelled>
      {inner?.at === 'key' && (
        <Widget
          // Another variant is another field.
          key={chosen?.key}
          field={inner.field}
          label={words?.[`${chosen?.key ?? ''}:`] ?? labelOf(chosen?.key ?? '')}
          hint=""
          value={(value as Record<string, unknown>)[chosen?.key ?? '']}
          pointer={`${pointer}/${chosen?.key ?? ''}`}
          onChange={(next) => {
            onChange({ [chosen?.key ?? '']: next })
          }}
        />
      )}
      {inner?.at === 'beside' && (
        <Properties
          key={chosen?.key}
          properties={inner.properties}
          value={value}
          onChange={onChange}
          pointer={pointer}
        />
      )}
    </div>
  )
}
