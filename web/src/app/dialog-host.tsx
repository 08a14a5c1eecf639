import { Suspense } from 'react'

import { useShownDialog } from '@/registry/dialogs'

/** The one place where dialogs of `showDialog` are. */
export function DialogHost() {
  const { dialog, close } = useShownDialog()
  if (!dialog) return null
  const Content = dialog.content
  return (
    <Suspense fallback={null}>
      <Content
        open={dialog.open}
        onOpenChange={(open) => {
          if (!open) close()
        }}
      />
    </Suspense>
  )
}
