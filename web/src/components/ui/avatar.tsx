import { cva, type VariantProps } from 'class-variance-authority'

import { cn } from '@/lib/cn'
import { hueOf, initialsOf } from '@/lib/names'

const avatarStyle = cva(
  'inline-grid shrink-0 place-items-center rounded-full font-semibold select-none',
  {
    variants: {
      size: {
        xs: 'size-4 text-[0.5rem]',
        sm: 'size-5 text-2xs text-[0.5625rem]',
        md: 'size-6 text-2xs',
        lg: 'size-8 text-xs',
      },
    },
    defaultVariants: { size: 'md' },
  },
)

interface AvatarProps extends VariantProps<typeof avatarStyle> {
  name: string
  /** Where the name does not stand beside it. */
  labelled?: boolean
  className?: string
}

/** A person's or organization's initials on a colour of its own. */
export function Avatar({ name, size, labelled = false, className }: AvatarProps) {
  return (
    <span
      className={cn(avatarStyle({ size }), className)}
      style={{
        background: `light-dark(oklch(0.91 0.05 ${hueOf(name)}), oklch(0.38 0.06 ${hueOf(name)}))`,
        color: `light-dark(oklch(0.38 0.08 ${hueOf(name)}), oklch(0.92 0.04 ${hueOf(name)}))`,
      }}
      {...(labelled ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true })}
    >
      {initialsOf(name)}
    </span>
  )
}
