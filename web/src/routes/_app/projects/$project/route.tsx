import { createFileRoute } from '@tanstack/react-router'

import { projectQuery } from '@/api/projects'

/** Around every page of a project: `$project` is its key or id, and it exists. */
export const Route = createFileRoute('/_app/projects/$project')({
  loader: ({ context: { queryClient }, params }) =>
    queryClient.query({ ...projectQuery(params.project), staleTime: 'static' }),
})
