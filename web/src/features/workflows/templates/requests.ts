import { queryOptions } from '@tanstack/react-query'

import { api, type Schema, take } from '@/api/client'

export type Template = Schema<'WorkflowTemplate'>
export type Category = Template['category']

/** Ready workflows to begin with. They come with the product and do not change while it runs. */
export const templatesQuery = queryOptions({
  queryKey: ['workflow-templates'],
  queryFn: async ({ signal }) =>
    (await take(api.GET('/api/workflows/templates', { signal }))).items,
  staleTime: Infinity,
})

export const CATEGORIES: Record<Category, string> = {
  people: 'People',
  finance: 'Finance',
  engineering: 'Engineering',
  support: 'Support',
  content: 'Content',
  operations: 'Operations',
}
