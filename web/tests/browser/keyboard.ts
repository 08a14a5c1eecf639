import { expect, type Locator, type Page } from '@playwright/test'

/** Goes to a control as Tab reaches it, however far it is. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeEnabled()
  for (let count = 0; count < 120; count += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(control).toBeFocused()
}

/** Goes to a control as Tab reaches it, and presses Enter on it. */
export async function press(
  page: Page,
  role: 'button' | 'link' | 'combobox' | 'option' | 'checkbox',
  name: string | RegExp,
): Promise<void> {
  await tabTo(page, page.getByRole(role, { name }))
  await page.keyboard.press('Enter')
}

/** Waits until keys go to the list, menu or dialog that is opening: before, they would be for what lies under it. */
export async function opened(page: Page, role: 'listbox' | 'menu' | 'dialog'): Promise<void> {
  await expect(page.locator(`[role=${role}]:focus-within`)).toBeVisible()
}

/** Takes from the list or menu that is opening what begins so, once the focus has come there. */
export async function take(
  page: Page,
  from: 'listbox' | 'menu',
  typed: string,
  taken: string,
): Promise<void> {
  await opened(page, from)
  await page.keyboard.type(typed)
  await expect(page.locator(':focus')).toContainText(taken)
  await page.keyboard.press('Enter')
}
