import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'

import { useAnnouncer } from '@/components/announcer'
import { Page } from '@/components/page'
import { toast } from '@/components/ui/toaster'
import { useMedia } from '@/hooks/use-media'

import { whole } from '../definition'
import { changeWorkflow, useMayChange, type Workflow, workflowQuery } from '../requests'
import { NamesProvider } from '../shapes/names'

import { DesktopEditor } from './desktop-editor'
import { EditorStore } from './editor-store'
import { HeaderActions } from './header-actions'
import type { Panel } from './panels'
import { PhoneEditor } from './phone-editor'
import { isSameDrawing, Saver } from './saver'
import { EditorContext } from './use-editor'
import { VersionView } from './version-view'

export interface EditorSearch {
  panel?: Panel | undefined
  /** The version that is looked at, in the place of the draft. */
  version?: number | undefined
}

interface EditorProps {
  workflow: Workflow
  search: EditorSearch
}

/** Draws a workflow, and publishes it. */
export default function Editor({ workflow, search }: EditorProps) {
  const navigate = useNavigate()
  const { announce, region } = useAnnouncer()
  const { store, saver } = useParts(workflow)
  const readOnly = !useMayChange()(workflow)
  const wide = useMedia('(min-width: 48rem)')
  const parts = useMemo(
    () => ({ store, saver, readOnly, announce }),
    [store, saver, readOnly, announce],
  )
  const show = (next: EditorSearch) =>
    void navigate({
      to: '/workflows/$workflow',
      params: { workflow: workflow.id },
      search: next,
      replace: true,
    })
  const View = wide ? DesktopEditor : PhoneEditor
  return (
    <EditorContext value={parts}>
      <NamesProvider>
        <ReactFlowProvider>
          <Page
            title={<span className="truncate">{workflow.name}</span>}
            parent={<Link to="/workflows">Workflows</Link>}
            actions={
              <HeaderActions
                workflow={workflow}
                onMend={() => {
                  show({ panel: 'mend' })
                }}
              />
            }
            className="h-full min-h-0"
          >
            {region}
            {search.version === undefined ? (
              <View
                panel={search.panel ?? 'step'}
                onPanel={(panel) => {
                  show({ panel: panel === 'step' ? undefined : panel })
                }}
                onLook={(version) => {
                  show({ ...search, version })
                }}
              />
            ) : (
              <VersionView
                number={search.version}
                onBack={() => {
                  show({ panel: search.panel })
                }}
              />
            )}
          </Page>
        </ReactFlowProvider>
      </NamesProvider>
    </EditorContext>
  )
}

/** The store and the saver of this workflow, for as long as it is open. */
function useParts(workflow: Workflow) {
  const queryClient = useQueryClient()
  const [parts] = useState(() => {
    const store = new EditorStore(whole(workflow.draft), workflow.findings)
    const saver = new Saver(workflow, {
      write: (at, patch) => changeWorkflow({ workflow: at, patch }),
      read: () => queryClient.query({ ...workflowQuery(workflow.id), staleTime: 0 }),
      onAnswer: (answer) => {
        store.setFindings(answer.findings)
        queryClient.setQueryData(workflowQuery(answer.id).queryKey, answer)
        void queryClient.invalidateQueries({ queryKey: ['workflows'], exact: true })
      },
    })
    return { store, saver }
  })
  const { store, saver } = parts
  useEffect(() => {
    let before = store.definition
    const unsubscribe = store.subscribe(() => {
      if (store.definition === before) return
      before = store.definition
      saver.changed(before)
    })
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!saver.isSaved) event.preventDefault()
    }
    addEventListener('beforeunload', onLeave)
    return () => {
      unsubscribe()
      removeEventListener('beforeunload', onLeave)
      void saver.flush()
    }
  }, [store, saver])
  useEffect(() => {
    // Read again, e.g. because the tab was looked at again: someone else may have drawn since.
    if (workflow.revision <= saver.stored.revision || !saver.isSaved) return
    const isSame = isSameDrawing(workflow, saver.stored)
    saver.adopt(workflow)
    if (isSame) return
    store.change(whole(workflow.draft))
    toast('Someone else changed this workflow; you see it as it is now.')
  }, [workflow, store, saver])
  return parts
}
