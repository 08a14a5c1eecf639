import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

import { permissionsQuery } from '@/api/me'
import { registerShortcuts, type Shortcut } from '@/registry/shortcuts'

import { commands, navigation, shortcuts } from './features'
import { openCheatSheet, openPalette } from './palette-state'
import { permits } from './permits'

/** The shortcuts that hold on every page: the shell's own, and those of features that the person may use. */
export function useFeatureShortcuts(): void {
  const router = useRouter()
  const queryClient = useQueryClient()
  const permissions = useQuery(permissionsQuery).data
  useEffect(() => {
    const context = { router, queryClient }
    const may = permits(permissions)
    const places: Shortcut[] = navigation.filter(may).flatMap(({ keys, title, to }) =>
      keys
        ? [
            {
              keys,
              title: `Go to ${title}`,
              group: 'Go to',
              run: () => void router.navigate({ to }),
            },
          ]
        : [],
    )
    const actions: Shortcut[] = commands.filter(may).flatMap(({ keys, title, group, run }) =>
      keys
        ? [
            {
              keys,
              title,
              group,
              run: () => {
                run(context)
              },
            },
          ]
        : [],
    )
    const others: Shortcut[] = shortcuts.filter(may).map((shortcut) => ({
      ...shortcut,
      run: () => {
        shortcut.run(context)
      },
    }))
    return registerShortcuts([
      {
        keys: 'mod+k',
        title: 'Open the command palette',
        group: 'Everywhere',
        whileTyping: true,
        run: openPalette,
      },
      { keys: '?', title: 'Show the shortcuts', group: 'Everywhere', run: openCheatSheet },
      ...places,
      ...actions,
      ...others,
    ])
  }, [router, queryClient, permissions])
}
