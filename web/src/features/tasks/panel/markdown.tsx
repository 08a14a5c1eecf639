import { useMemo } from 'react'

import { cn } from '@/lib/cn'

import { markdownHtml } from './markdown-html'

const prose = cn(
  'text-base break-words [&_a]:text-accent-text [&_a]:underline [&_a]:underline-offset-2',
  '[&_h1]:text-lg [&_h2]:text-base [&_h3]:text-base [&_h4]:font-semibold [&>*+*]:mt-2 [&>:first-child]:mt-0',
  '[&_li]:mt-0.5 [&_ol]:list-decimal [&_ol]:pl-6 [&_ul]:list-disc [&_ul]:pl-5',
  '[&_blockquote]:border-l-2 [&_blockquote]:border-line-strong [&_blockquote]:pl-3 [&_blockquote]:text-muted',
  '[&_code]:rounded-xs [&_code]:bg-hover [&_code]:px-1 [&_code]:font-mono [&_code]:text-xs',
  '[&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-hover [&_pre]:p-3 [&_pre_code]:bg-transparent [&_pre_code]:p-0',
  '[&_table]:block [&_table]:overflow-x-auto [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:py-1 [&_th]:text-left',
  '[&_[data-mention]]:rounded-xs [&_[data-mention]]:bg-accent-soft [&_[data-mention]]:px-0.5 [&_[data-mention]]:font-medium [&_[data-mention]]:text-accent-text',
)

/** Someone's Markdown. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  const html = useMemo(() => markdownHtml(text), [text])
  // The one place where HTML is set: DOMPurify has been over it.
  return <div className={cn(prose, className)} dangerouslySetInnerHTML={{ __html: html }} />
}
