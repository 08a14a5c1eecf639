import { CircleCheck } from 'lucide-react'

import { inWords } from '@/lib/names'

import { type Finding, stepOf } from '../definition'

import { pickDefinition, pickFindings, useEdited } from './use-editor'

interface MendListProps {
  /** Goes to where it is mended. */
  onGo: (finding: Finding) => void
}

/** What has to be mended before the workflow can be published. */
export function MendList({ onGo }: MendListProps) {
  const definition = useEdited(pickDefinition)
  const findings = useEdited(pickFindings)
  if (findings.length === 0) {
    return (
      <p className="flex items-center gap-2 p-4 text-sm text-success-text">
        <CircleCheck className="size-4 shrink-0" aria-hidden />
        Nothing is to be mended: it can be published.
      </p>
    )
  }
  return (
    <ul aria-label="To mend" className="grid grid-cols-1 gap-1 p-2">
      {findings.map((finding, index) => {
        const step = finding.node ? stepOf(definition, finding.node) : undefined
        return (
          <li key={index}>
            <button
              type="button"
              className="w-full rounded-md px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => {
                onGo(finding)
              }}
            >
              <span className="block text-xs text-muted">
                {step?.name ?? 'The whole workflow'} · {inWords(finding.code)}
              </span>
              <span className="block text-sm text-pretty">{finding.message}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
