import { cn } from '@/lib/cn'
import { hueOf, initialsOf } from '@/lib/names'

/** A project's first letter on a colour of its own. */
export function ProjectMark({
  project,
  className,
}: {
  project: { key: string; name: string }
  className?: string
}) {
  const hue = hueOf(project.key)
  return (
    <span
      aria-hidden
      className={cn(
        'inline-grid size-4.5 shrink-0 place-items-center rounded-xs text-[0.625rem] font-bold',
        className,
      )}
      style={{
        background: `light-dark(oklch(0.9 0.06 ${hue}), oklch(0.4 0.075 ${hue}))`,
        color: `light-dark(oklch(0.38 0.09 ${hue}), oklch(0.93 0.05 ${hue}))`,
      }}
    >
      {initialsOf(project.name).charAt(0)}
    </span>
  )
}
