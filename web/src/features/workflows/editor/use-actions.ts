import { useMemo } from 'react'

import { EditorActions } from './actions'
import { useEditor } from './use-editor'

export function useActions(): EditorActions {
  const { store, announce } = useEditor()
  return useMemo(() => new EditorActions(store, announce), [store, announce])
}
