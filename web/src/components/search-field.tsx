import { Search, X } from 'lucide-react'

import { Input } from '@/components/ui/input'
import { cn } from '@/lib/cn'

interface SearchFieldProps {
  /** What is searched, as the field's name and placeholder. */
  label: string
  value: string
  onSearch: (text: string) => void
  className?: string
}

/** Narrows what is on the page while typing; Escape empties it. */
export function SearchField({ label, value, onSearch, className }: SearchFieldProps) {
  return (
    <div className={cn('relative', className)}>
      <Search
        className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-muted"
        aria-hidden
      />
      <Input
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        className="px-8"
        onChange={(event) => {
          onSearch(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value) {
            event.preventDefault()
            onSearch('')
          }
        }}
      />
      {value && (
        <button
          type="button"
          aria-label="Clear the search"
          className="absolute inset-y-0 right-0 grid w-8 place-items-center rounded-md text-muted hover:text-text"
          onClick={() => {
            onSearch('')
          }}
        >
          <X className="size-4" aria-hidden />
        </button>
      )}
    </div>
  )
}
