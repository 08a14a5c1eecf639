import { useNames } from '../shapes/names'

import { toldOrder } from './orders'
import type { Simulation } from './scenario'
import { laterBy } from './walk'

interface OutgoingListProps {
  simulation: Simulation
  stepName: (id: string) => string
}

/** Everything that would have gone out, with its texts. */
export function OutgoingList({ simulation: { orders, path }, stepName }: OutgoingListProps) {
  const names = useNames()
  const begun = path[0]?.at
  if (orders.length === 0) {
    return <p className="text-sm text-muted">Nothing would have gone out.</p>
  }
  return (
    <ol aria-label="Would have gone out" className="grid grid-cols-1 gap-3">
      {orders.map(({ at, order }, index) => {
        const { what, text, node } = toldOrder(order, names)
        return (
          <li key={index} className="grid grid-cols-1 gap-1 text-sm">
            <p className="break-words">
              <span className="font-medium">{what}</span>{' '}
              <span className="text-xs text-muted">
                {[node && stepName(node), begun && laterBy(begun, at)].filter(Boolean).join(' · ')}
              </span>
            </p>
            {text && (
              <blockquote className="border-l-2 border-line-strong pl-3 break-words whitespace-pre-wrap">
                {text}
              </blockquote>
            )}
          </li>
        )
      })}
    </ol>
  )
}
