import { useQuery } from '@tanstack/react-query'

import { projectsQuery } from '@/api/projects'
import { Field } from '@/components/ui/field'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'

import type { RuleEvent } from '../condition/fields'
import { EVENTS } from '../draft'

const ANY = 'any'

interface WhenFieldsProps {
  when: RuleEvent
  project: string | null
  error: string | undefined
  readOnly: boolean
  onChange: (part: { when: RuleEvent } | { project: string | null }) => void
}

/** What happens, and in which project. */
export function WhenFields({ when, project, error, readOnly, onChange }: WhenFieldsProps) {
  const { data = [] } = useQuery(projectsQuery)
  const projects = data.filter(({ archived, id }) => !archived || id === project)
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Field label="What happens">
        {(control) => (
          <Select
            value={when}
            disabled={readOnly}
            onValueChange={(chosen) => {
              const event = EVENTS.find(({ value }) => value === chosen)
              if (event) onChange({ when: event.value })
            }}
          >
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {EVENTS.map(({ value, label }) => (
                <SelectItem key={value} value={value}>
                  {label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {when !== 'import_finished' && (
        <Field
          label="In the project"
          error={error}
          hint={project ? undefined : 'Choose one to ask for its own fields too.'}
        >
          {(control) => (
            <Select
              value={project ?? ANY}
              disabled={readOnly}
              onValueChange={(chosen) => {
                // Radix tells of an empty value while its options change.
                if (chosen) onChange({ project: chosen === ANY ? null : chosen })
              }}
            >
              <SelectTrigger {...control}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                <SelectItem value={ANY}>Any project</SelectItem>
                {projects.map(({ id, name }) => (
                  <SelectItem key={id} value={id}>
                    {name}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
    </div>
  )
}
