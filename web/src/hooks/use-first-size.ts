import { useCallback, useState } from 'react'

interface Size {
  width: number
  height: number
}

/** The size of an element as it is first drawn; `undefined` until then. Give it the ref. */
export function useFirstSize(): [
  ref: (element: HTMLElement | null) => void,
  size: Size | undefined,
] {
  const [size, setSize] = useState<Size>()
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const { clientWidth: width, clientHeight: height } = element
    setSize((before) => before ?? { width, height })
  }, [])
  return [ref, size]
}
