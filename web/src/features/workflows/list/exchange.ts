import { z } from 'zod'

import type { Schema } from '@/api/client'

import type { Workflow } from '../requests'

/** Names the format of an exported file, so that another JSON file is not taken for one. */
const FORMAT = 'katalusis.workflow'

const definition = z.looseObject({
  nodes: z.array(z.looseObject({ id: z.string(), does: z.looseObject({ kind: z.string() }) })),
})
const file = z.union([
  z.object({
    format: z.literal(FORMAT),
    name: z.string(),
    description: z.string().default(''),
    definition,
  }),
  // A bare definition, as programs have it.
  definition,
])

interface TextFile {
  name: string
  text: string
}

/** A workflow as a file that another organization can import. */
export function exported({ name, description, draft }: Workflow): TextFile {
  const content = { format: FORMAT, name, description, definition: draft }
  return {
    name: `${fileName(name)}.workflow.json`,
    text: `${JSON.stringify(content, null, 2)}
`,
  }
}

function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
      .replaceAll(/^-|-$/g, '') || 'workflow'
  )
}

/** What a file says, as a new workflow; throws what is wrong with it. The server looks at the drawing itself. */
export function imported(text: string, name: string): Schema<'NewWorkflow'> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new Error('The file is not JSON. Choose one that was exported from here.')
  }
  const read = file.safeParse(content)
  if (!read.success) {
    throw new Error('The file holds no workflow. Choose one that was exported from here.')
  }
  const { data } = read
  if ('format' in data && data.format === FORMAT && 'definition' in data) {
    const whole = data as { name: string; description: string; definition: unknown }
    return {
      name: whole.name,
      description: whole.description,
      draft: whole.definition as Schema<'WorkflowDefinition'>,
    }
  }
  return {
    name: name.replace(/(\.workflow)?\.json$/i, '') || 'Imported workflow',
    draft: data as unknown as Schema<'WorkflowDefinition'>,
  }
}

/** Saves a file as the browser does it with links. */
export function saveFile({ name, text }: TextFile): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(address)
  }, 10_000)
}
