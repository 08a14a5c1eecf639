import { Link, useLocation } from '@tanstack/react-router'
import { Building2, KeyRound, LockKeyhole, Palette, UserRound } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { useMay, useMe } from '@/api/me'
import { cn } from '@/lib/cn'

const PERSONAL = [
  { to: '/settings/profile', title: 'Profile', icon: UserRound },
  { to: '/settings/security', title: 'Password and sessions', icon: LockKeyhole },
  { to: '/settings/appearance', title: 'Appearance', icon: Palette },
] as const
const TOKENS = { to: '/settings/tokens', title: 'API tokens', icon: KeyRound } as const
const ORGANIZATION = { to: '/settings/organization', title: 'General', icon: Building2 } as const

const linkStyle = cn(
  'flex h-control shrink-0 items-center gap-2 rounded-md px-2.5 text-sm font-medium whitespace-nowrap transition-colors',
  'text-muted hover:bg-hover hover:text-text aria-[current=page]:bg-selected aria-[current=page]:text-text',
  '[&_svg]:size-4 [&_svg]:shrink-0',
)

/** The pages of the settings: at the left, or above on narrow screens. */
export function SettingsNav() {
  const me = useMe()
  const mayTokens = useMay('tokens.manage')
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    // On a narrow screen the page's own entry may lie beyond the edge.
    nav.current
      ?.querySelector('[aria-current=page]')
      ?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  const personal = mayTokens ? [...PERSONAL, TOKENS] : PERSONAL
  return (
    <nav
      ref={nav}
      aria-label="Settings"
      className="scroll-quiet flex gap-1 overflow-x-auto max-md:-mx-4 max-md:px-4 md:sticky md:top-8 md:w-52 md:shrink-0 md:flex-col md:self-start md:overflow-visible"
    >
      <Group title="You" />
      {personal.map((page) => (
        <SettingsLink key={page.to} {...page} />
      ))}
      <Group title={me.organization.name} />
      <SettingsLink {...ORGANIZATION} />
    </nav>
  )
}

type SettingsLinkProps = (typeof PERSONAL)[number] | typeof TOKENS | typeof ORGANIZATION

function SettingsLink({ to, title, icon: Icon }: SettingsLinkProps) {
  return (
    <Link to={to} className={linkStyle}>
      <Icon aria-hidden />
      {to === '/settings/organization' ? (
        <>
          <span className="max-md:hidden">{title}</span>
          <span className="md:hidden">Organization</span>
        </>
      ) : (
        title
      )}
    </Link>
  )
}

function Group({ title }: { title: string }) {
  return (
    <p className="truncate px-2.5 pt-4 pb-1 text-xs font-medium text-muted first:pt-0 max-md:hidden">
      {title}
    </p>
  )
}
