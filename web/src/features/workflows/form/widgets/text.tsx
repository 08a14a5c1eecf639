import { Input } from '@/components/ui/input'

import { useForm, type WidgetProps } from '../form-context'

import { CompletingInput } from './completing-input'
import { Labelled } from './labelled'

const asText = (value: unknown) => (typeof value === 'string' ? value : '')

/** Texts of one line, by the properties that have them. */
const SINGLE_LINE = /\/(title|url|tags\/\d+|add_tags\/\d+|headers\/.*)$/

/** A text with gaps, or an expression; emptied, an optional one is left out. */
export function CompletingText(props: WidgetProps) {
  const { field, value, onChange, pointer } = props
  const { names, readOnly } = useForm()
  const language = field.is === 'template' ? 'template' : 'expression'
  return (
    <Labelled {...props}>
      {(control) => (
        <CompletingInput
          {...control}
          language={language}
          names={names}
          value={asText(value)}
          singleLine={language === 'expression' || SINGLE_LINE.test(pointer)}
          placeholder={typeof field.example === 'string' ? field.example : undefined}
          disabled={readOnly}
          onChange={(text) => {
            onChange(text === '' && field.optional ? undefined : text)
          }}
        />
      )}
    </Labelled>
  )
}

export function PlainText(props: WidgetProps) {
  const { field, value, onChange } = props
  const { readOnly } = useForm()
  return (
    <Labelled {...props}>
      {(control) => (
        <Input
          {...control}
          value={asText(value)}
          placeholder={typeof field.example === 'string' ? field.example : undefined}
          disabled={readOnly}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            onChange(target.value === '' && field.optional ? undefined : target.value)
          }}
        />
      )}
    </Labelled>
  )
}
