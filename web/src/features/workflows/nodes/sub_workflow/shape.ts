import { Workflow } from 'lucide-react'

import { OF_ACTION } from '../exits'
import type { Shape } from '../shape'

export default {
  title: 'Start another workflow',
  icon: Workflow,
  group: 'Do',
  order: 40,
  keywords: ['sub-workflow', 'child', 'call', 'reuse'],
  hint: 'Begins another workflow, and waits for it or goes on.',
  fresh: () => ({ kind: 'sub_workflow' }),
  summary: ({ workflow_id, wait }, names) =>
    workflow_id ? `${names.workflow(workflow_id)}${wait ? ', and wait for it' : ''}` : '',
  exits: () => OF_ACTION,
  gives: ['run', 'vars', 'error'],
} satisfies Shape<'sub_workflow'>
