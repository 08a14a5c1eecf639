import type { Finding } from '../definition'

import type { Panel } from './panels'
import { useEditor } from './use-editor'

export type Go = (finding: Finding) => void

/** Goes to where something is mended: the step, and the field. */
export function useGo(onPanel: (panel: Panel) => void): Go {
  const { store } = useEditor()
  return ({ node, pointer }) => {
    if (node) store.select([node])
    onPanel(pointer?.startsWith('/variables') && !node ? 'variables' : 'step')
    focusField(pointer ?? '')
  }
}

/** Gives the focus to the field at a pointer, or to what it lies in; without one to the first field. */
export function focusField(pointer: string): void {
  // The panel is drawn by then.
  setTimeout(() => {
    const panel = document.querySelector('[data-panel][data-state="active"], [data-panel="step"]')
    if (!panel) return
    const found =
      closest(panel, pointer) ?? panel.querySelector<HTMLElement>('input, textarea, button')
    found?.closest('details')?.setAttribute('open', '')
    found?.focus()
    found?.scrollIntoView({ block: 'nearest' })
  }, 60)
}

function closest(panel: Element, pointer: string): HTMLElement | undefined {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = panel.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`)
    if (found) return found
    const inside = panel.querySelector<HTMLElement>(`[data-pointer^="${CSS.escape(at)}/"]`)
    if (inside) return inside
  }
  return undefined
}
