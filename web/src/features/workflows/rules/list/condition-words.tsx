import { useMemo } from 'react'

import { read } from '../condition/read'
import { useCalled, useFields } from '../condition/use-fields'
import { inPlainWords } from '../condition/words'
import type { Rule } from '../requests'

/** The condition of a rule in words, or as CEL where there are none for it. */
export function ConditionWords({ rule }: { rule: Rule }) {
  const { fields } = useFields(rule.when, rule.project_id ?? null)
  const called = useCalled()
  const text = rule.if ?? ''
  const reading = useMemo(() => read(text, fields), [text, fields])
  if (reading.is !== 'built') {
    return <code className="line-clamp-2 font-mono text-xs break-all">{text}</code>
  }
  if (reading.root.of.length === 0) return <span className="text-muted">Always</span>
  return <span className="line-clamp-2">{inPlainWords(reading.root, fields, called)}</span>
}
