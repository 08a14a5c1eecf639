import { lazy } from 'react'

import { showDialog } from '@/registry/dialogs'

const Palette = lazy(() => import('./palette'))
const CheatSheet = lazy(() => import('./cheat-sheet'))

export function openPalette(): void {
  showDialog(Palette)
}

export function openCheatSheet(): void {
  showDialog(CheatSheet)
}
