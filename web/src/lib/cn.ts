import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

// The scales that tokens.css names; without them tailwind-merge takes `text-2xs` for a colour, and keeps `h-control`
// beside `h-auto`.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['2xs'],
      shadow: ['1', '2', '3'],
      spacing: ['control-sm', 'control', 'control-lg', 'row', 'topbar', 'sidebar'],
    },
  },
})

/** Joins class names; of two that set the same thing, the later one holds. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
