import { expect, it } from 'vitest'

import { markdownHtml } from './markdown-html'

function rendered(text: string): HTMLElement {
  const place = document.createElement('div')
  place.innerHTML = markdownHtml(text)
  return place
}

it('renders Markdown and mentions', () => {
  const id = '0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69'
  const place = rendered(`# Plan\n\n- [x] call @[Ada & Co](user:${id})\n- **two**`)
  expect(place.querySelector('h1')?.textContent).toBe('Plan')
  expect(place.querySelector('[data-mention]')?.textContent).toBe('@Ada & Co')
  expect(place.querySelectorAll('li')).toHaveLength(2)
})

it.each([
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,hello)',
  '![x](https://tracker.example/pixel.png)',
  '<form action="https://evil.example"><input name=p></form>',
  '<a href="https://x.example" style="position:fixed;inset:0" onclick="alert(1)">x</a>',
])('lets nothing run, load or pretend: %s', (text) => {
  const place = rendered(text)
  expect(place.querySelector('img, script, form, input, [style], [onclick], iframe')).toBeNull()
  for (const link of place.querySelectorAll('a')) {
    expect(link.getAttribute('href') ?? 'https:').toMatch(/^https?:/)
    expect(link.rel).toContain('noopener')
  }
})
