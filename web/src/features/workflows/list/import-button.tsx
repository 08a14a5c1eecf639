import { useNavigate } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useRef } from 'react'

import { Button } from '@/components/ui/button'
import { showError, toast } from '@/components/ui/toaster'

import { useCreateWorkflow } from '../requests'

import { imported } from './exchange'

/** Makes a workflow of a file that was exported. */
export function ImportButton() {
  const create = useCreateWorkflow()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const read = async (file: File) => {
    try {
      const workflow = await create.mutateAsync(imported(await file.text(), file.name))
      toast.success(`Imported ${workflow.name}`)
      await navigate({ to: '/workflows/$workflow', params: { workflow: workflow.id } })
    } catch (error) {
      showError(error)
    }
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        aria-label="Workflow file"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) void read(file)
        }}
      />
      <Button pending={create.isPending} onClick={() => input.current?.click()}>
        <FileUp aria-hidden />
        <span className="max-sm:sr-only">Import</span>
      </Button>
    </>
  )
}
