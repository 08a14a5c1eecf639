import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toaster'

interface CopyButtonProps {
  text: string
  /** "the request id" */
  what: string
  /** Beside the icon; without it the button is an icon alone. */
  label?: string
}

const SHOWN_MS = 2000

/** Copies a text, and says so. */
export function CopyButton({ text, what, label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      toast.error(`The browser does not let this page copy ${what}. Select it and copy it.`)
      return
    }
    setCopied(true)
    setTimeout(() => {
      setCopied(false)
    }, SHOWN_MS)
  }
  const Icon = copied ? Check : Copy
  return (
    <>
      <Button
        variant={label ? 'secondary' : 'ghost'}
        size={label ? 'md' : 'icon-sm'}
        aria-label={label ? undefined : `Copy ${what}`}
        onClick={() => void copy()}
      >
        <Icon aria-hidden />
        {label && (copied ? 'Copied' : label)}
      </Button>
      <span role="status" className="sr-only">
        {copied && `Copied ${what}`}
      </span>
    </>
  )
}
