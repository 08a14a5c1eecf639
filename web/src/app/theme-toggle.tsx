import { Monitor, Moon, Sun } from 'lucide-react'

import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { type Theme, useTheme } from '@/hooks/use-theme'

export function ThemeToggle() {
  const { theme, shown, choose } = useTheme()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Theme" className="hidden sm:inline-flex">
          {shown === 'dark' ? <Moon aria-hidden /> : <Sun aria-hidden />}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuRadioGroup
          value={theme}
          onValueChange={(value) => {
            choose(value as Theme)
          }}
        >
          <ThemeItems />
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

export function ThemeItems() {
  return (
    <>
      <DropdownMenuRadioItem value="system">
        <Monitor aria-hidden />
        System
      </DropdownMenuRadioItem>
      <DropdownMenuRadioItem value="light">
        <Sun aria-hidden />
        Light
      </DropdownMenuRadioItem>
      <DropdownMenuRadioItem value="dark">
        <Moon aria-hidden />
        Dark
      </DropdownMenuRadioItem>
    </>
  )
}
