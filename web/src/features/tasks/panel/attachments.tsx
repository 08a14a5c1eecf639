import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Paperclip, ShieldAlert, Trash2, X } from 'lucide-react'
import { useRef, useState } from 'react'

import { api, take } from '@/api/client'
import { followDownload } from '@/api/download'
import { asApiError } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Progress } from '@/components/ui/progress'
import { showError } from '@/components/ui/toaster'
import { cn } from '@/lib/cn'
import { ago } from '@/lib/days'

import { usePeople } from '../people'
import type { Task } from '../task'

import { inBytes, whyRefused } from './refusal'
import { type Attachment, attachmentsQuery } from './requests'
import { attach } from './upload'

interface Upload {
  id: string
  name: string
  share: number
  trouble?: string
  cancel: () => void
}

/** The files on a task. Files can be dropped on it, too. */
export function Attachments({ task, mayChange }: { task: Task; mayChange: boolean }) {
  const files = (useQuery(attachmentsQuery(task.key)).data ?? []).filter(
    ({ state }) => state === 'ready',
  )
  const { uploads, add, dismiss } = useUploads(task)
  const [isOver, setIsOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  if (!mayChange && files.length === 0) return null
  return (
    // Dropping is one way; the button is the other.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-labelledby="task-files"
      className={cn('rounded-lg', isOver && 'outline-2 outline-offset-4 outline-accent')}
      onDragOver={(event) => {
        if (!mayChange || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => {
        setIsOver(false)
      }}
      onDrop={(event) => {
        setIsOver(false)
        if (!mayChange || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        add([...event.dataTransfer.files])
      }}
    >
      <div className="flex h-7 items-center justify-between">
        <h3 id="task-files" className="text-sm">
          Attachments
        </h3>
        {mayChange && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              picker.current?.click()
            }}
          >
            <Paperclip aria-hidden />
            Attach files
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            add([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
      {files.length + uploads.length > 0 && (
        <ul className="mt-1 divide-y divide-line rounded-lg border border-line">
          {files.map((file) => (
            <FileRow key={file.id} task={task} file={file} mayChange={mayChange} />
          ))}
          {uploads.map((upload) => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onDismiss={() => {
                dismiss(upload)
              }}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function useUploads(task: Task) {
  const queryClient = useQueryClient()
  const [uploads, setUploads] = useState<Upload[]>([])
  const update = (id: string, change: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)))
  }
  const remove = (id: string) => {
    setUploads((all) => all.filter((each) => each.id !== id))
  }
  const begin = async (file: File) => {
    const id = crypto.randomUUID()
    const stop = new AbortController()
    const cancel = () => {
      stop.abort()
    }
    setUploads((all) => [...all, { id, name: file.name, share: 0, cancel }])
    try {
      await attach(
        task.id,
        file,
        (share) => {
          update(id, { share })
        },
        stop.signal,
      )
      await queryClient.invalidateQueries({ queryKey: ['tasks', 'attachments', task.key] })
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'activity', task.key] })
      remove(id)
    } catch (error) {
      if (stop.signal.aborted) remove(id)
      else {
        update(id, { trouble: whyRefused(file, asApiError(error)) })
      }
    }
  }
  return {
    uploads,
    add: (files: File[]) => {
      for (const file of files) void begin(file)
    },
    dismiss: (upload: Upload) => {
      upload.cancel()
      remove(upload.id)
    },
  }
}

function FileRow({ task, file, mayChange }: { task: Task; file: Attachment; mayChange: boolean }) {
  const queryClient = useQueryClient()
  const { nameOf } = usePeople()
  const [isAsking, setIsAsking] = useState(false)
  const path = { task: task.id, attachment: file.id }
  const remove = useMutation({
    mutationFn: () =>
      take(api.DELETE('/api/tasks/{task}/attachments/{attachment}', { params: { path } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'activity', task.key] })
      return queryClient.invalidateQueries({ queryKey: ['tasks', 'attachments', task.key] })
    },
    onSettled: () => {
      setIsAsking(false)
    },
  })
  const download = async () => {
    try {
      await followDownload(
        api.GET('/api/tasks/{task}/attachments/{attachment}', {
          params: { path },
          parseAs: 'stream',
        }),
      )
    } catch (error) {
      showError(error)
    }
  }
  return (
    <li className="flex min-h-11 items-center gap-2 py-1 pr-1 pl-2.5">
      <Paperclip className="size-4 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{file.file_name}</p>
        <p className="truncate text-xs text-muted">
          {inBytes(file.size)} · {nameOf(file.created_by)} · {ago(file.created_at)}
        </p>
      </div>
      {file.scan === 'infected' ? (
        <span className="flex items-center gap-1 text-xs font-medium text-danger-text">
          <ShieldAlert className="size-4" aria-hidden />
          Infected
        </span>
      ) : (
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Download ${file.file_name}`}
          onClick={() => void download()}
        >
          <Download aria-hidden />
        </Button>
      )}
      {mayChange && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Remove ${file.file_name}`}
          onClick={() => {
            setIsAsking(true)
          }}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        heading={`Remove ${file.file_name}?`}
        action="Remove"
        pending={remove.isPending}
        onConfirm={() => {
          remove.mutate()
        }}
      >
        The file is gone for good.
      </ConfirmDialog>
    </li>
  )
}

function UploadRow({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  return (
    <li className="flex min-h-11 items-center gap-2 py-1 pr-1 pl-2.5">
      <Paperclip className="size-4 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{upload.name}</p>
        {upload.trouble ? (
          <p role="alert" className="text-xs text-danger-text">
            {upload.trouble}
          </p>
        ) : (
          <Progress
            label={`Uploading ${upload.name}`}
            value={upload.share >= 100 ? undefined : upload.share}
            className="mt-1.5"
          />
        )}
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={upload.trouble ? `Dismiss ${upload.name}` : `Cancel ${upload.name}`}
        onClick={onDismiss}
      >
        <X aria-hidden />
      </Button>
    </li>
  )
}
