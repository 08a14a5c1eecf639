import { type ComponentType, createElement } from 'react'

import type { Field } from './field'
import type { WidgetProps } from './form-context'
import { ChoiceWidget, SwitchWidget } from './widgets/choice'
import { ListWidget, MapWidget } from './widgets/list'
import { DurationWidget, NumberWidget } from './widgets/number'
import { ObjectWidget } from './widgets/object'
import { PeopleWidget } from './widgets/people'
import { ProjectWidget, WorkflowWidget } from './widgets/pick'
import { CompletingText, PlainText } from './widgets/text'
import { VariantsWidget } from './widgets/variants'

const WIDGETS: Record<Field['is'], ComponentType<WidgetProps>> = {
  text: PlainText,
  template: CompletingText,
  expression: CompletingText,
  number: NumberWidget,
  duration: DurationWidget,
  switch: SwitchWidget,
  choice: ChoiceWidget,
  id: PlainText,
  list: ListWidget,
  map: MapWidget,
  object: ObjectWidget,
  variants: VariantsWidget,
  // What the schema says nothing about cannot be edited here; it is kept as it is.
  unknown: () => null,
}

const IDS: Record<string, ComponentType<WidgetProps>> = {
  project_id: ProjectWidget,
  workflow_id: WorkflowWidget,
}

/** The widget that a field's schema asks for. */
export function Widget(props: WidgetProps) {
  return createElement(widgetFor(props.field, props.pointer), props)
}

function widgetFor(field: Field, pointer: string): ComponentType<WidgetProps> {
  if (field.is === 'id') return IDS[pointer.slice(pointer.lastIndexOf('/') + 1)] ?? PlainText
  const people =
    field.is === 'list' &&
    (field.item.type === 'WorkflowPerson' || field.item.type === 'WorkflowApprover')
  return people ? PeopleWidget : WIDGETS[field.is]
}
