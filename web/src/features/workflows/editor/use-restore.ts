import { toast } from '@/components/ui/toaster'

import type { Definition } from '../definition'

import { useEditor } from './use-editor'

/** Makes a version the draft again; that is a change like others, which can be undone. */
export function useRestore(): (number: number, definition: Definition) => void {
  const { store, announce } = useEditor()
  return (number, definition) => {
    store.change(definition)
    announce(`Version ${number} is the draft again`)
    toast.success(`Version ${number} is the draft again`, {
      action: {
        label: 'Undo',
        onClick: () => {
          store.undo()
        },
      },
    })
  }
}
