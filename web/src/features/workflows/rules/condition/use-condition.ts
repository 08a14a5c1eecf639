import { useMemo, useState } from 'react'

import type { Field } from './fields'
import { read, type Reading } from './read'
import { type Group, testsOf } from './tree'
import { written } from './write'

export interface ConditionState {
  text: string
  reading: Reading
  /** Takes what was written as text. */
  onText: (text: string) => void
  /** Takes what was built. */
  onRoot: (root: Group) => void
}

/**
 * A condition as text and as built, in step. What was built stays as it was built, with its empty groups and open
 * values, until the text becomes another one.
 */
export function useCondition(
  text: string,
  fields: readonly Field[],
  onChange: (text: string) => void,
): ConditionState {
  const [built, setBuilt] = useState<{ text: string; root: Group }>()
  const reading = useMemo(() => read(text, fields), [text, fields])
  const known = useMemo(() => new Set(fields.map(({ path }) => path)), [fields])
  const isKept = built?.text === text && testsOf(built.root).every(({ path }) => known.has(path))
  return {
    text,
    reading: isKept ? { is: 'built', root: built.root } : reading,
    onText: onChange,
    onRoot: (root) => {
      const next = written(root, fields)
      setBuilt({ text: next, root })
      onChange(next)
    },
  }
}
