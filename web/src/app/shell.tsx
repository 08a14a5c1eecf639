import { Outlet } from '@tanstack/react-router'
import { LazyMotion, MotionConfig } from 'motion/react'
import { lazy, Suspense, useMemo, useState } from 'react'

import { PageSlots } from '@/components/page'
import { TooltipProvider } from '@/components/ui/tooltip'
import { OpenTask } from '@/features/tasks/panel/open-task'
import { useSession } from '@/session/use-session'

import { DialogHost } from './dialog-host'
import { OfflineNotice } from './offline-notice'
import { Sidebar, SidebarSheet } from './sidebar'
import { TopBar } from './top-bar'
import { useFeatureShortcuts } from './use-feature-shortcuts'

const loadMotion = () => import('./motion-features').then((module) => module.default)
const SignInAgain = lazy(() => import('@/features/sign-in/sign-in-again'))

/** What is around every page of a signed-in person. */
export function Shell() {
  const [title, setTitle] = useState<HTMLElement | null>(null)
  const [actions, setActions] = useState<HTMLElement | null>(null)
  const [menuOpen, setMenuOpen] = useState(false)
  const slots = useMemo(() => ({ title, actions }), [title, actions])
  useFeatureShortcuts()
  return (
    <LazyMotion features={loadMotion} strict>
      <MotionConfig reducedMotion="user">
        <TooltipProvider delayDuration={400} skipDelayDuration={200}>
          <PageSlots value={slots}>
            <a
              href="#content"
              className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              Skip to content
            </a>
            <div className="flex h-dvh overflow-hidden">
              <Sidebar />
              <div className="flex min-w-0 flex-1 flex-col">
                <TopBar
                  titleRef={setTitle}
                  actionsRef={setActions}
                  onOpenMenu={() => {
                    setMenuOpen(true)
                  }}
                />
                <OfflineNotice />
                <main
                  id="content"
                  tabIndex={-1}
                  className="scroll-quiet min-h-0 flex-1 overflow-y-auto bg-surface outline-none"
                >
                  <Outlet />
                </main>
              </div>
            </div>
            <SidebarSheet open={menuOpen} onOpenChange={setMenuOpen} />
            <OpenTask />
            <DialogHost />
            <ExpiredSession />
          </PageSlots>
        </TooltipProvider>
      </MotionConfig>
    </LazyMotion>
  )
}

/** Asks to sign in again, over the page; its form is loaded when it is needed. */
function ExpiredSession() {
  const { state } = useSession()
  return <Suspense fallback={null}>{state === 'expired' && <SignInAgain />}</Suspense>
}
