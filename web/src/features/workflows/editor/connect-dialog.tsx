import { useState } from 'react'

import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'

import { NEXT, type Step, stepOf } from '../definition'
import { SelectInput } from '../form/widgets/choice'
import { exitsOf, shapeOf } from '../nodes/registry'

import { closeConnect, useConnectAsked } from './connect-state'
import { useActions } from './use-actions'
import { pickDefinition, useEdited } from './use-editor'

/** Connects a step without a pointer: by which exit, and to which step. */
export function ConnectDialog() {
  const definition = useEdited(pickDefinition)
  const asked = useConnectAsked()
  const step = asked && stepOf(definition, asked.from)
  return (
    <Dialog
      open={step !== undefined}
      onOpenChange={(open) => {
        if (!open) closeConnect()
      }}
    >
      {step && (
        <DialogContent heading={`Connect “${step.name}” to…`}>
          <Choose step={step} exit={asked.exit} />
        </DialogContent>
      )}
    </Dialog>
  )
}

function Choose({ step, exit }: { step: Step; exit: string | undefined }) {
  const { nodes, edges } = useEdited(pickDefinition)
  const actions = useActions()
  const exits = exitsOf(step.does)
  const used = new Set(edges.filter(({ from }) => from === step.id).map((edge) => edge.exit))
  const free = exits.find(({ name, needed }) => needed && !used.has(name))
  const [chosen, setChosen] = useState(exit ?? free?.name ?? exits[0]?.name ?? NEXT)
  const targets = nodes.filter(({ does }) => shapeOf(does.kind).begins !== true)
  return (
    <div className="grid grid-cols-1 gap-4">
      {exits.length > 1 && (
        <Field label="By">
          {(control) => (
            <SelectInput
              {...control}
              value={chosen}
              disabled={false}
              options={exits.map(({ name, label }) => ({
                value: name,
                label: used.has(name) ? `${label} (connected)` : label,
              }))}
              onChange={(name) => {
                if (name !== undefined) setChosen(name)
              }}
            />
          )}
        </Field>
      )}
      <Command label="Find the step it leads to" className="rounded-md border border-line">
        <CommandInput placeholder="Find a step" />
        <CommandList>
          <CommandEmpty>No step is called so. Add one first.</CommandEmpty>
          <CommandGroup>
            {targets.map(({ id, name, does }) => {
              const { icon: Icon, title } = shapeOf(does.kind)
              return (
                <CommandItem
                  key={id}
                  value={`${name} ${id}`}
                  onSelect={() => {
                    actions.connect({ from: step.id, exit: chosen, to: id })
                    closeConnect()
                  }}
                >
                  <Icon aria-hidden />
                  <span className="min-w-0 flex-1 truncate">{name}</span>
                  <span className="text-xs text-muted">{title}</span>
                </CommandItem>
              )
            })}
          </CommandGroup>
        </CommandList>
      </Command>
    </div>
  )
}
