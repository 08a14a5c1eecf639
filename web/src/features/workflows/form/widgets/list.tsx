import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

import { freshValue } from '../field'
import { useForm, useOverrides, type WidgetProps } from '../form-context'
import { singular } from '../labels'

import { Group } from './labelled'

/** A list of anything: one more, one less, another order. */
export function ListWidget(props: WidgetProps) {
  const { field, label, value, onChange, pointer } = props
  const { Widget, readOnly } = useForm()
  const own = useOverrides()(`${pointer}/0`)
  if (field.is !== 'list') return null
  const { item } = field
  const items: unknown[] = Array.isArray(value) ? value : []
  const one = singular(label)
  const set = (next: unknown[]) => {
    onChange(next.length === 0 && field.optional ? undefined : next)
  }
  const swap = (from: number, to: number) => {
    const next = [...items]
    ;[next[from], next[to]] = [next[to], next[from]]
    set(next)
  }
  const Item = own?.widget ?? Widget
  return (
    <Group label={label} hint={props.hint ?? field.hint} pointer={pointer}>
      {items.map((each, index) => (
        <div
          // Items have nothing that names them but their place.
          key={index}
          className="relative grid grid-cols-1 gap-3 rounded-md border border-line bg-canvas p-2.5"
        >
          <Item
            field={item}
            label={own?.label ?? `${one.charAt(0).toUpperCase()}${one.slice(1)} ${index + 1}`}
            hint={own?.hint ?? ''}
            value={each}
            pointer={`${pointer}/${index}`}
            onChange={(next) => {
              set(items.map((other, place) => (place === index ? next : other)))
            }}
          />
          {!readOnly && (
            <div className="flex justify-end gap-1">
              {items.length > 1 && (
                <>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Move ${one} ${index + 1} up`}
                    disabled={index === 0}
                    onClick={() => {
                      swap(index, index - 1)
                    }}
                  >
                    <ArrowUp aria-hidden />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Move ${one} ${index + 1} down`}
                    disabled={index === items.length - 1}
                    onClick={() => {
                      swap(index, index + 1)
                    }}
                  >
                    <ArrowDown aria-hidden />
                  </Button>
                </>
              )}
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Remove ${one} ${index + 1}`}
                onClick={() => {
                  set(items.filter((_, place) => place !== index))
                }}
              >
                <Trash2 aria-hidden />
              </Button>
            </div>
          )}
        </div>
      ))}
      {!readOnly && (
        <Button
          size="sm"
          className="justify-self-start"
          onClick={() => {
            set([...items, own?.fresh ? own.fresh(items) : freshValue(item)])
          }}
        >
          <Plus aria-hidden />
          Add {one}
        </Button>
      )}
    </Group>
  )
}

/** Values by names that people give. */
export function MapWidget(props: WidgetProps) {
  const { field, label, value, onChange, pointer } = props
  const { Widget, readOnly } = useForm()
  const [name, setName] = useState('')
  if (field.is !== 'map') return null
  const entries = Object.entries((value ?? {}) as Record<string, unknown>)
  const one = singular(label)
  const set = (next: [string, unknown][]) => {
    onChange(next.length === 0 && field.optional ? undefined : Object.fromEntries(next))
  }
  const wanted = name.trim()
  const add = () => {
    if (!wanted || entries.some(([key]) => key === wanted)) return
    set([...entries, [wanted, freshValue(field.value)]])
    setName('')
  }
  return (
    <Group label={label} hint={props.hint ?? field.hint} pointer={pointer}>
      {entries.map(([key, each]) => (
        <div key={key} className="flex items-end gap-1">
          <div className="min-w-0 flex-1">
            <Widget
              field={field.value}
              label={key}
              hint=""
              value={each}
              pointer={`${pointer}/${key}`}
              onChange={(next) => {
                set(entries.map(([other, old]) => [other, other === key ? next : old]))
              }}
            />
          </div>
          {!readOnly && (
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${key}`}
              onClick={() => {
                set(entries.filter(([other]) => other !== key))
              }}
            >
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <div className="flex gap-2">
          <Input
            aria-label={`Name of another ${one}`}
            placeholder="Name"
            value={name}
            onChange={({ target }) => {
              setName(target.value)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') add()
            }}
          />
          <Button disabled={!wanted} onClick={add}>
            <Plus aria-hidden />
            Add
          </Button>
        </div>
      )}
    </Group>
  )
}
