import { useQuery } from '@tanstack/react-query'

import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'

import { whole } from '../definition'

import { CATEGORIES, type Category, type Template, templatesQuery } from './requests'
import { TemplateSheet } from './template-sheet'
import { Thumbnail } from './thumbnail'

interface GalleryProps {
  /** The id of the template that is looked at. */
  open: string | undefined
  onOpen: (id: string | undefined) => void
}

/** Ready workflows, by what they are about. */
export function Gallery({ open, onOpen }: GalleryProps) {
  const templates = useQuery(templatesQuery)
  if (templates.isPending) {
    return (
      <Loading what="templates" className="grid max-w-5xl gap-4 p-4 sm:grid-cols-2 sm:p-6">
        {[0, 1, 2, 3, 4, 5].map((card) => (
          <Skeleton key={card} className="h-60 rounded-lg" />
        ))}
      </Loading>
    )
  }
  if (templates.isError) {
    return <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
  }
  const opened = templates.data.find(({ id }) => id === open)
  const groups = (Object.keys(CATEGORIES) as Category[])
    .map((category) => ({
      category,
      cards: templates.data.filter((template) => template.category === category),
    }))
    .filter(({ cards }) => cards.length > 0)
  return (
    <div className="grid max-w-5xl grid-cols-1 gap-8 p-4 sm:p-6">
      {groups.map(({ category, cards }) => (
        <section key={category} aria-labelledby={`templates-${category}`}>
          <h2 id={`templates-${category}`} className="mb-3 text-base">
            {CATEGORIES[category]}
          </h2>
          <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            {cards.map((template) => (
              <li key={template.id}>
                <Card template={template} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <TemplateSheet
        template={opened}
        onClose={() => {
          onOpen(undefined)
        }}
      />
    </div>
  )
}

function Card({ template, onOpen }: { template: Template; onOpen: (id: string) => void }) {
  return (
    <article className="relative flex h-full flex-col gap-3 rounded-lg border border-line bg-surface p-3 transition-colors hover:border-line-strong hover:bg-hover">
      <Thumbnail definition={whole(template.definition)} className="h-32 w-full" />
      <div className="grid grid-cols-1 gap-1 px-1 pb-1">
        <h3 className="text-sm">
          <button
            type="button"
            className="rounded-xs text-left font-semibold after:absolute after:inset-0 after:rounded-lg"
            onClick={() => {
              onOpen(template.id)
            }}
          >
            {template.title}
          </button>
        </h3>
        <p className="text-sm text-pretty text-muted">{template.use}</p>
      </div>
    </article>
  )
}
