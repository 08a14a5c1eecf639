import type { ReactNode } from 'react'

import { Logo } from '@/components/logo'

/** The pages before the shell: a form in the middle of a quiet page. */
export function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <div className="relative grid min-h-dvh grid-rows-[auto_1fr_auto] overflow-hidden px-4">
      <Backdrop />
      <header className="mx-auto w-full max-w-5xl py-6">
        <Logo />
      </header>
      <main className="mx-auto grid w-full max-w-sm place-content-center py-8">
        <div className="w-[min(24rem,calc(100vw-2rem))] rounded-xl border border-line bg-surface p-6 shadow-2 sm:p-8">
          {children}
        </div>
      </main>
      <footer className="mx-auto py-6 text-center text-xs text-muted">
        Tasks on boards, and the spreadsheets that they come from.
      </footer>
    </div>
  )
}

/** The mark's lines, large and faint: work that divides and comes together. */
function Backdrop() {
  return (
    <svg
      aria-hidden
      className="pointer-events-none absolute inset-0 -z-10 size-full text-accent opacity-[0.13] dark:opacity-[0.16]"
      preserveAspectRatio="xMidYMid slice"
      viewBox="0 0 1440 900"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d="M-40 450H240C360 450 380 210 520 210H1480" />
      <path d="M240 450H1480" />
      <path d="M240 450C360 450 380 690 520 690H940C1060 690 1080 450 1200 450" />
      <path d="M860 210C980 210 1000 90 1120 90H1480" />
      <path d="M940 690C1060 690 1080 810 1200 810H1480" />
      <g fill="var(--canvas)">
        <circle cx="240" cy="450" r="7" />
        <circle cx="860" cy="210" r="7" />
        <circle cx="940" cy="690" r="7" />
        <circle cx="1200" cy="450" r="7" />
      </g>
    </svg>
  )
}
