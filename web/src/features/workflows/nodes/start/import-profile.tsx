import { queryOptions, useQuery } from '@tanstack/react-query'

import { api, take } from '@/api/client'
import { useMay } from '@/api/me'
import { everyPage } from '@/api/pages'

import type { WidgetProps } from '../../form/form-context'
import { Pick } from '../../form/widgets/pick'

const profilesQuery = queryOptions({
  queryKey: ['import-profiles'],
  queryFn: ({ signal }) =>
    everyPage((cursor) =>
      take(
        api.GET('/api/imports/profiles', {
          params: { query: { limit: 200, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ),
})

/** The import profile whose imports begin the workflow. */
export function ImportProfile(props: WidgetProps) {
  const may = useMay('imports.read')
  const { data = [] } = useQuery({ ...profilesQuery, enabled: may })
  const options = data.map(({ id, name }) => ({ value: id, label: name }))
  return <Pick {...props} options={options} none="Any import" />
}
