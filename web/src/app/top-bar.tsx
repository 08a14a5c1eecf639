import { Menu, Search } from 'lucide-react'
import type { Ref } from 'react'

import { Button } from '@/components/ui/button'
import { Keys } from '@/components/ui/keys'
import { Tooltip } from '@/components/ui/tooltip'

import { openPalette } from './palette-state'
import { ThemeToggle } from './theme-toggle'
import { UserMenu } from './user-menu'

interface TopBarProps {
  titleRef: Ref<HTMLDivElement>
  actionsRef: Ref<HTMLDivElement>
  onOpenMenu: () => void
}

/** The page's heading and actions, and what is there on every page. */
export function TopBar({ titleRef, actionsRef, onOpenMenu }: TopBarProps) {
  return (
    <header className="flex h-topbar shrink-0 items-center gap-2 border-b border-line bg-surface px-2 sm:px-4">
      <Button
        variant="ghost"
        size="icon"
        className="lg:hidden"
        aria-label="Open the menu"
        onClick={onOpenMenu}
      >
        <Menu aria-hidden />
      </Button>
      <div ref={titleRef} className="@container flex min-w-0 flex-1 items-center" />
      <div ref={actionsRef} className="peer flex shrink-0 items-center gap-2" />
      <div className="mx-1 hidden h-5 w-px bg-line sm:block" aria-hidden />
      <Button
        variant="ghost"
        className="hidden w-44 justify-start border border-line bg-canvas px-2 font-normal text-muted lg:inline-flex xl:w-56"
        onClick={openPalette}
      >
        <Search aria-hidden />
        Search
        <Keys keys="mod+k" className="ml-auto" />
      </Button>
      <Tooltip label="Search" keys="mod+k" side="bottom">
        <Button
          variant="ghost"
          size="icon"
          className="lg:hidden"
          aria-label="Search"
          onClick={openPalette}
        >
          <Search aria-hidden />
        </Button>
      </Tooltip>
      <ThemeToggle />
      <UserMenu />
    </header>
  )
}
