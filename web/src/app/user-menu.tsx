import { useNavigate } from '@tanstack/react-router'
import { Keyboard, LogOut, SunMoon } from 'lucide-react'

import { useMe } from '@/api/me'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { showError } from '@/components/ui/toaster'
import { type Theme, useTheme } from '@/hooks/use-theme'
import { inWords } from '@/lib/names'
import { endSession } from '@/session/session'

import { openCheatSheet } from './palette-state'
import { ThemeItems } from './theme-toggle'

export function UserMenu() {
  const me = useMe()
  const navigate = useNavigate()
  const { theme, choose } = useTheme()
  const signOut = async () => {
    try {
      await endSession()
    } catch (error) {
      showError(error)
    }
    await navigate({ to: '/sign-in' })
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Account of ${me.name}`}>
          <Avatar name={me.name} size="md" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        <DropdownMenuLabel className="py-2">
          <span className="block truncate text-sm text-text">{me.name}</span>
          <span className="block truncate font-normal">{me.email}</span>
          <span className="block truncate font-normal">
            {inWords(me.role)} of {me.organization.name}
          </span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuSub>
          <DropdownMenuSubTrigger>
            <SunMoon aria-hidden />
            Theme
          </DropdownMenuSubTrigger>
          <DropdownMenuSubContent>
            <DropdownMenuRadioGroup
              value={theme}
              onValueChange={(value) => {
                choose(value as Theme)
              }}
            >
              <ThemeItems />
            </DropdownMenuRadioGroup>
          </DropdownMenuSubContent>
        </DropdownMenuSub>
        <DropdownMenuItem onSelect={openCheatSheet}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
