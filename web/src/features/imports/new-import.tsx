import { useQuery } from '@tanstack/react-query'
import { ClipboardPaste, FileSpreadsheet, FolderPlus, Upload, X } from 'lucide-react'
import { type DragEvent, useEffect, useId, useRef, useState } from 'react'

import { asApiError } from '@/api/problem'
import { projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Label } from '@/components/ui/label'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { EmptyState, RequestId } from '@/components/ui/states'
import { Textarea } from '@/components/ui/textarea'
import { cn } from '@/lib/cn'

import { FILE_NAME, FILE_TYPES, type Options, useBeginImport } from './begin'
import { ExistingTasks } from './existing-tasks'
import { sampleFile } from './sample-file'
import { type Pasted, readPasted } from './sheet'
import { counted, writtenSize } from './states'

interface NewImportProps {
  /** The key or id of the project that was chosen. */
  project: string | undefined
  onProject: (key: string) => void
  /** Makes the file that stands there from the start. */
  chosenFile: (() => File) | undefined
  /** Creates a project; only for who may. */
  onCreateProject: (() => void) | undefined
}

/** Chooses a file and the project that it goes to. */
export function NewImport({
  project: chosen,
  onProject,
  chosenFile,
  onCreateProject,
}: NewImportProps) {
  const known = useQuery(projectsQuery)
  const projects = (known.data ?? []).filter((project) => !project.archived)
  const only = projects.length === 1 ? projects[0] : undefined
  const project = projects.find(({ id, key }) => key === chosen || id === chosen) ?? only
  const [file, setFile] = useState<File | undefined>(chosenFile)
  const [options, setOptions] = useState<Options>({ mode: 'create' })
  const [problem, setProblem] = useState<unknown>()
  const { begin, pending } = useBeginImport()
  const start = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (file) start.current?.focus()
  }, [file])
  const take = (taken: File | undefined) => {
    setProblem(undefined)
    setFile(taken)
  }
  const go = async () => {
    if (!file || !project) return
    try {
      await begin(file, project.key, options)
    } catch (error) {
      setProblem(error)
    }
  }
  if (known.isSuccess && projects.length === 0) return <NoProject onCreate={onCreateProject} />
  return (
    <div className="mx-auto grid w-full max-w-2xl grid-cols-1 gap-6 px-4 py-6 sm:px-6 sm:py-10">
      <div>
        <h2 className="text-xl">Bring in a spreadsheet</h2>
        <p className="mt-1 text-base text-pretty text-muted">
          You see what becomes of every row before anything is written, and you can undo it
          afterwards.
        </p>
      </div>
      <Field label="Project" hint="Its tasks are made there.">
        {(control) => (
          <Select value={project?.key ?? ''} onValueChange={onProject}>
            <SelectTrigger {...control}>
              <SelectValue placeholder="Choose a project" />
            </SelectTrigger>
            <SelectContent>
              {projects.map((item) => (
                <SelectItem key={item.id} value={item.key}>
                  <span className="flex items-center gap-2">
                    <ProjectMark project={item} />
                    {item.name}
                  </span>
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {file ? (
        <ChosenFile
          file={file}
          onRemove={() => {
            take(undefined)
          }}
        />
      ) : (
        <Source onFile={take} />
      )}
      <ExistingTasks
        options={options}
        fields={project?.custom_fields ?? []}
        onChange={setOptions}
      />
      {problem !== undefined && <Problem error={problem} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button
          variant="link"
          onClick={() => {
            take(sampleFile())
          }}
        >
          Try it with a sample file
        </Button>
        <Button
          ref={start}
          variant="primary"
          size="lg"
          disabled={!file || !project}
          pending={pending}
          onClick={() => void go()}
        >
          Upload and read
        </Button>
      </div>
    </div>
  )
}

/** Tasks belong to a project, and there is none yet. */
function NoProject({ onCreate }: { onCreate: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={FolderPlus}
      heading="First, a project"
      action={
        onCreate && (
          <Button variant="primary" onClick={onCreate}>
            Create a project
          </Button>
        )
      }
    >
      {onCreate
        ? 'The rows of a spreadsheet become tasks of a project. Create one, then choose the file.'
        : 'The rows of a spreadsheet become tasks of a project, and there is none that you can see. Ask an admin to create one.'}
    </EmptyState>
  )
}

function Problem({ error }: { error: unknown }) {
  const { title, message, fields, requestId } = asApiError(error)
  return (
    <div role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text">
      <p className="font-medium">{title}</p>
      <p>{fields.length > 0 ? fields.map(({ detail }) => detail).join(' ') : message}</p>
      <RequestId id={requestId} className="mt-0.5 text-danger-text" />
    </div>
  )
}

function ChosenFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line bg-canvas p-3">
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-text">
        <FileSpreadsheet className="size-5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{file.name}</p>
        <p className="text-xs text-muted">{writtenSize(file.size)}</p>
      </div>
      <Button variant="ghost" size="icon" aria-label="Take another file" onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </div>
  )
}

function Source({ onFile }: { onFile: (file: File) => void }) {
  /** What was pasted so far, while someone pastes. */
  const [pasting, setPasting] = useState<string>()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  const isPasting = pasting !== undefined
  useEffect(() => {
    if (isPasting) return
    const paste = (event: ClipboardEvent) => {
      const { target, clipboardData } = event
      if (target instanceof Element && target.matches('input, textarea')) return
      const text = clipboardData?.getData('text/plain') ?? ''
      const file = [...(clipboardData?.files ?? [])].find(({ name }) => FILE_NAME.test(name))
      if (readPasted(text)) setPasting(text)
      else if (file) onFile(file)
      else return
      // The field that opens for it would take it a second time.
      event.preventDefault()
    }
    addEventListener('paste', paste)
    return () => {
      removeEventListener('paste', paste)
    }
  }, [isPasting, onFile])
  if (isPasting) {
    return (
      <Paste
        initial={pasting}
        onFile={onFile}
        onBack={() => {
          setPasting(undefined)
        }}
      />
    )
  }
  return (
    // Dropping is for the mouse; the button does the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label="File"
      className={cn(
        'grid justify-items-center gap-4 rounded-xl border-2 border-dashed px-6 py-10 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-canvas',
      )}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => {
        setOver(false)
      }}
      onDrop={drop}
    >
      <span className="grid size-11 place-items-center rounded-xl bg-accent-soft text-accent-text">
        <Upload className="size-5" aria-hidden />
      </span>
      <div>
        <p className="text-base font-medium">Drop a spreadsheet here</p>
        <p className="text-sm text-muted">
          Excel (.xlsx) or CSV, up to 10 MB. Cells can be pasted here, too.
        </p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button
          variant="primary"
          onClick={() => {
            input.current?.click()
          }}
        >
          Choose a file
        </Button>
        <Button
          onClick={() => {
            setPasting('')
          }}
        >
          <ClipboardPaste aria-hidden />
          Paste from a spreadsheet
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept={FILE_TYPES}
        className="sr-only"
        tabIndex={-1}
        aria-label="File to import"
        onChange={({ target }) => {
          const file = target.files?.[0]
          if (file) onFile(file)
        }}
      />
    </div>
  )
}

interface PasteProps {
  initial: string
  onFile: (file: File) => void
  onBack: () => void
}

function Paste({ initial, onFile, onBack }: PasteProps) {
  const id = useId()
  const [text, setText] = useState(initial)
  const table: Pasted | undefined = text ? readPasted(text) : undefined
  const hint = table
    ? `${counted(table.rows, 'row')}, ${counted(table.columns.length, 'column')}: ${named(table.columns).join(', ')}`
    : text
      ? 'This is no table yet: copy the columns’ names and at least one row.'
      : 'Select the cells in Excel, Numbers or Google Sheets, names of the columns included, and copy.'
  return (
    <div className="grid gap-2">
      <Label htmlFor={id}>Cells from a spreadsheet</Label>
      <Textarea
        id={id}
        rows={8}
        // Opened to paste at once.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        className="font-mono text-xs"
        value={text}
        onChange={({ target }) => {
          setText(target.value)
        }}
      />
      <p id={`${id}-hint`} role="status" className="line-clamp-2 text-xs text-muted">
        {hint}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>Choose a file instead</Button>
        <Button
          variant="primary"
          disabled={!table}
          onClick={() => {
            if (table) onFile(new File([table.csv], 'pasted.csv', { type: 'text/csv' }))
          }}
        >
          Take these cells
        </Button>
      </div>
    </div>
  )
}

/** Columns as an import calls them. */
function named(columns: string[]): string[] {
  return columns.map((name, index) => name.trim() || `Column ${index + 1}`)
}
