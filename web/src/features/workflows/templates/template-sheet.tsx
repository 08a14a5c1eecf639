import { useRouter } from '@tanstack/react-router'
import { CircleDashed, Plus, X } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'

import { useMay } from '@/api/me'
import { Button } from '@/components/ui/button'
import { Sheet, SheetClose, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { showError } from '@/components/ui/toaster'

import { whole } from '../definition'
import { useCreateWorkflow } from '../requests'

import type { Template } from './requests'

// With the canvas in it, which the gallery itself does not need.
const Preview = lazy(async () => ({
  default: (await import('../viewer/workflow-viewer')).WorkflowViewer,
}))

interface TemplateSheetProps {
  template: Template | undefined
  onClose: () => void
}

/** One template: how it is drawn, what it does, and what has to be filled in. */
export function TemplateSheet({ template, onClose }: TemplateSheetProps) {
  return (
    <Sheet
      open={template !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <SheetContent className="sm:max-w-3xl">
        {template ? (
          <Content template={template} />
        ) : (
          <SheetTitle className="sr-only">-</SheetTitle>
        )}
      </SheetContent>
    </Sheet>
  )
}

function Content({ template }: { template: Template }) {
  const mayManage = useMay('workflows.manage')
  const create = useCreateWorkflow()
  const router = useRouter()
  const definition = useMemo(() => whole(template.definition), [template])
  const use = () => {
    create.mutate(
      {
        name: template.title,
        description: template.description,
        draft: template.definition,
      },
      {
        onSuccess: ({ id, findings }) => {
          void router.navigate({
            to: '/workflows/$workflow',
            params: { workflow: id },
            search: { panel: findings.length > 0 ? 'mend' : undefined },
          })
        },
        onError: showError,
      },
    )
  }
  return (
    <>
      <header className="flex items-start gap-3 border-b border-line p-4">
        <div className="min-w-0 flex-1">
          <SheetTitle className="text-lg">{template.title}</SheetTitle>
          <p className="text-sm text-pretty text-muted">{template.description}</p>
        </div>
        <SheetClose asChild>
          <Button variant="ghost" size="icon" aria-label="Close the template">
            <X aria-hidden />
          </Button>
        </SheetClose>
      </header>
      <div className="relative min-h-64 flex-1">
        <div className="absolute inset-0">
          <Suspense fallback={<Skeleton className="m-4 h-56 rounded-md" />}>
            <Preview label={`Drawing of ${template.title}`} definition={definition} />
          </Suspense>
        </div>
      </div>
      <footer className="grid grid-cols-1 gap-3 border-t border-line p-4">
        {template.blanks.length > 0 && (
          <section>
            <h3 className="mb-1.5 text-sm">What you fill in</h3>
            <ul className="grid grid-cols-1 gap-1 text-sm">
              {template.blanks.map(({ pointer, label }) => (
                <li key={pointer} className="flex items-start gap-2">
                  <CircleDashed className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
                  {label}
                </li>
              ))}
            </ul>
          </section>
        )}
        {mayManage && (
          <Button
            variant="primary"
            className="justify-self-end"
            pending={create.isPending}
            onClick={use}
          >
            <Plus aria-hidden />
            Use this template
          </Button>
        )}
      </footer>
    </>
  )
}
