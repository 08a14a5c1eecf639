import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

import { projectsQuery } from '@/api/projects'
import { type Option, OptionPicker } from '@/components/option-picker'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'

import { workflowsQuery } from '../../requests'
import { useForm, type WidgetProps } from '../form-context'

import { Labelled } from './labelled'

interface PickProps extends WidgetProps {
  options: Option[]
  /** What stands there while nothing is chosen. */
  none: string
}

/** One of many, by its id, searched while typing. */
export function Pick({ options, none, ...props }: PickProps) {
  const { field, label, value, onChange } = props
  const { readOnly } = useForm()
  const chosen = options.find((option) => option.value === value)
  const shown: ReactNode = chosen ? (
    <>
      {chosen.mark}
      <span className="min-w-0 flex-1 truncate text-left">{chosen.label}</span>
    </>
  ) : (
    <span className="flex-1 text-left text-muted">{value ? 'Not there any more' : none}</span>
  )
  return (
    <Labelled {...props}>
      {({ 'aria-invalid': invalid, ...control }) => (
        <OptionPicker
          label={label}
          choice="one"
          options={field.optional && value ? [...options, { value: '', label: none }] : options}
          selected={typeof value === 'string' ? [value] : []}
          onChange={([id]) => {
            onChange(id === '' ? undefined : id)
          }}
        >
          <Button
            {...control}
            data-invalid={invalid}
            className="w-full font-normal data-invalid:border-danger"
            disabled={readOnly}
          >
            {shown}
            <ChevronDown className="text-muted" aria-hidden />
          </Button>
        </OptionPicker>
      )}
    </Labelled>
  )
}

export function ProjectWidget(props: WidgetProps) {
  const { data = [] } = useQuery(projectsQuery)
  const options = data
    .filter(({ archived, id }) => !archived || id === props.value)
    .map((project) => ({
      value: project.id,
      label: project.name,
      mark: <ProjectMark project={project} />,
    }))
  return <Pick {...props} options={options} none="No project" />
}

export function WorkflowWidget(props: WidgetProps) {
  const { data = [] } = useQuery(workflowsQuery)
  const options = data.map(({ id, name }) => ({ value: id, label: name }))
  return <Pick {...props} options={options} none="No workflow" />
}
