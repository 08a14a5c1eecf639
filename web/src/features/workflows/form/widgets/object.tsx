import { without } from '../../without'
import type { Property } from '../field'
import { useForm, useOverrides, type WidgetProps } from '../form-context'
import { labelOf } from '../labels'

interface PropertiesProps {
  properties: Property[]
  value: unknown
  onChange: (value: Record<string, unknown>) => void
  pointer: string
}

/** The fields of what has several. */
export function Properties({ properties, value, onChange, pointer }: PropertiesProps) {
  const { Widget } = useForm()
  const overrideAt = useOverrides()
  const settings = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >
  return properties.map(({ name, field }) => {
    const at = `${pointer}/${name}`
    const override = overrideAt(at)
    const Own = override?.widget ?? Widget
    return (
      <Own
        key={name}
        field={field}
        label={override?.label ?? labelOf(name)}
        hint={override?.hint}
        value={settings[name]}
        pointer={at}
        onChange={(next) => {
          // Its place among the others stays, so that nothing is different that was not changed.
          onChange(next === undefined ? without(settings, name) : { ...settings, [name]: next })
        }}
      />
    )
  })
}

export function ObjectWidget({ field, value, onChange, pointer }: WidgetProps) {
  if (field.is !== 'object') return null
  return (
    <Properties properties={field.properties} value={value} onChange={onChange} pointer={pointer} />
  )
}
