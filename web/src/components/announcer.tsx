import { useCallback, useState } from 'react'

/** Tells screen readers what happened. The same words twice are said twice. */
export function useAnnouncer() {
  const [{ text, turn }, say] = useState({ text: '', turn: 0 })
  const announce = useCallback((words: string) => {
    say((before) => ({ text: words, turn: before.turn + 1 }))
  }, [])
  const region = (
    <div role="status" aria-live="assertive" aria-atomic className="sr-only">
      {text}
      {turn % 2 === 1 && '\u00a0'}
    </div>
  )
  return { announce, region }
}
