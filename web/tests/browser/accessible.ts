import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * axe finds nothing on the page as it is, in the light and in the dark theme. While a dialog or a menu is open, `part`
 * is its selector: what lies under it is out of reach for everyone, which axe does not see.
 */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/)
    // Without a page of its own for the sums, which only frames of other origins need.
    const axe = new AxeBuilder({ page }).include(part).setLegacyMode()
    // Only colours differ between the themes.
    const rules = colorScheme === 'light' ? axe.withTags(STANDARD) : axe.withRules('color-contrast')
    const { violations } = await rules.analyze()
    const found = violations.map(
      ({ id, help, nodes }) =>
        `${id} (${help}) in ${colorScheme}: ${nodes.map((node) => node.html).join(' ')}`,
    )
    expect(found).toEqual([])
  }
}
