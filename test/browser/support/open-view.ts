import type { Page } from 'playwright-core'

/** Opens a part of the console as a bookmark does, and waits until nothing of it is loading any more. */
export async function openView(page: Page, hash: string): Promise<void> {
  // An address that differs in its hash alone would not load anything anew.
  await page.goto('about:blank')
  await page.goto(`/#${hash}`)
  await settled(page)
}

/** A page has its heading, and all that it asked for. */
export async function settled(page: Page): Promise<void> {
  const main = page.getByRole('main')
  await main.getByRole('heading', { level: 1 }).first().waitFor()
  await main
    .getByText(/^Loading /)
    .first()
    .waitFor({ state: 'hidden' })
}
