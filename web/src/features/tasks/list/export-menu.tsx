import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'

import { api } from '@/api/client'
import { followDownload } from '@/api/download'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'

import type { ListParams } from '../search'

/** Saves the tasks that the filter finds as a file. */
export function ExportMenu({ params }: { params: ListParams }) {
  const download = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') =>
      followDownload(
        api.GET('/api/tasks/export', {
          params: { query: { ...params, format } },
          parseAs: 'stream',
        }),
      ),
  })
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" pending={download.isPending}>
          <Download aria-hidden />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem
          onSelect={() => {
            download.mutate('csv')
          }}
        >
          CSV
        </DropdownMenuItem>
        <DropdownMenuItem
          onSelect={() => {
            download.mutate('xlsx')
          }}
        >
          Excel (XLSX)
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
