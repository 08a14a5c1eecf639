import type { ReactNode } from 'react'

export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-6 grid gap-1">
      <h1 className="text-xl">{title}</h1>
      {children && <p className="text-base text-pretty text-muted">{children}</p>}
    </div>
  )
}
