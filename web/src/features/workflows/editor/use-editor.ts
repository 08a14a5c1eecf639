import { createContext, use, useSyncExternalStore } from 'react'

import type { EditorState, EditorStore } from './editor-store'
import type { Saver, SaveState } from './saver'

interface EditorParts {
  store: EditorStore
  saver: Saver
  /** Whether nothing can be changed. */
  readOnly: boolean
  /** Tells screen readers something. */
  announce: (words: string) => void
}

export const EditorContext = createContext<EditorParts | undefined>(undefined)

export function useEditor(): EditorParts {
  const parts = use(EditorContext)
  if (!parts) throw new Error('This stands in an editor.')
  return parts
}

/** A part of what is edited; `pick` has to give the same value where nothing of it changed. */
export function useEdited<Part>(pick: (state: EditorState) => Part): Part {
  const { store } = useEditor()
  return useSyncExternalStore(store.subscribe, () => pick(store.get()))
}

export function useSaveState(): SaveState {
  const { saver } = useEditor()
  return useSyncExternalStore(saver.subscribe, saver.get)
}

export const pickDefinition = (state: EditorState) => state.history.present
export const pickSelection = (state: EditorState) => state.selection
export const pickFindings = (state: EditorState) => state.findings
