import { Link } from '@tanstack/react-router'

const style =
  'flex h-9 items-center border-b-2 border-transparent text-sm font-medium text-muted transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text'

/** The pages of one rule. */
export function RuleTabs({ id }: { id: string }) {
  const params = { rule: id }
  return (
    <nav aria-label="Rule" className="flex gap-4 border-b border-line px-4 sm:px-6">
      <Link to="/rules/$rule" params={params} activeOptions={{ exact: true }} className={style}>
        Rule
      </Link>
      <Link to="/rules/$rule/log" params={params} className={style}>
        Log
      </Link>
    </nav>
  )
}
