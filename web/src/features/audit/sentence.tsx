import { Fragment } from 'react'

import type { Piece } from './telling'

/** A sentence of the log; what has a name stands out. */
export function Sentence({ pieces }: { pieces: Piece[] }) {
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      // The pieces of a sentence never change places.
      <Fragment key={index}>{piece}</Fragment>
    ) : (
      <strong key={index} className="font-medium text-text">
        {piece.name}
      </strong>
    ),
  )
}
