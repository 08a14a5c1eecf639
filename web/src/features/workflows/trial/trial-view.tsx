import { FlaskConical } from 'lucide-react'
import { useState } from 'react'

import { useMe } from '@/api/me'
import { asApiError } from '@/api/problem'
import { EmptyState } from '@/components/ui/states'

import { whole } from '../definition'
import type { Workflow } from '../requests'
import { NamesProvider } from '../shapes/names'

import { useSimulate } from './requests'
import { type Draft, FRESH } from './scenario'
import { ScenarioForm } from './scenario-form'
import { TrialResult } from './trial-result'

/** Tries the draft of a workflow out. */
export default function TrialView({ workflow }: { workflow: Workflow }) {
  const me = useMe()
  const simulate = useSimulate()
  const [definition] = useState(() => whole(workflow.draft))
  const [draft, setDraft] = useState<Draft>(FRESH)
  return (
    <NamesProvider>
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <aside
          aria-label="Scenario"
          className="scroll-quiet border-line bg-surface max-md:border-b md:w-80 md:shrink-0 md:overflow-y-auto md:border-r"
        >
          <ScenarioForm
            workflow={workflow.id}
            definition={definition}
            draft={draft}
            pending={simulate.isPending}
            onChange={setDraft}
            onRun={() => {
              simulate.mutate({ definition, draft, workflow: workflow.name, by: me.id })
            }}
          />
        </aside>
        <section aria-label="Result" className="flex min-h-0 min-w-0 flex-1 flex-col">
          {simulate.isError && (
            <p role="alert" className="bg-danger-soft px-4 py-2 text-sm text-danger-text">
              {asApiError(simulate.error).message}
            </p>
          )}
          {simulate.data ? (
            <TrialResult
              key={simulate.submittedAt}
              definition={definition}
              findings={workflow.findings}
              simulation={simulate.data}
            />
          ) : (
            <EmptyState icon={FlaskConical} heading="See what would happen">
              Say how the world answers, or leave it as it usually goes, and try the draft out. The
              way that it takes is shown on its drawing, with everything that would have gone out.
            </EmptyState>
          )}
        </section>
      </div>
    </NamesProvider>
  )
}
