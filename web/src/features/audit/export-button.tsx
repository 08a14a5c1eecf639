import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toaster'

import { exportLink } from './requests'
import type { AuditSearch } from './search'

/** The log, as it is narrowed, as a file. */
export function ExportButton({ search }: { search: AuditSearch }) {
  const write = useMutation({
    mutationFn: () => exportLink(search),
    onSuccess: (link) => {
      const anchor = document.createElement('a')
      anchor.href = link
      anchor.download = 'audit.csv'
      anchor.click()
      toast.success('The file is on its way to your downloads')
    },
  })
  return (
    <Button
      pending={write.isPending}
      onClick={() => {
        write.mutate()
      }}
    >
      <Download aria-hidden />
      <span className="max-sm:sr-only">Export CSV</span>
    </Button>
  )
}
