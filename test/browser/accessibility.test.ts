import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { describe, expect, it } from 'vitest'
import { DESKTOP, PHONE } from './support/browser.ts'
import { consoleInBrowser, WAREHOUSE } from './support/console-in-browser.ts'
import { openView, settled } from './support/open-view.ts'
import { everyPage, type View } from './support/pages.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let views: readonly View[]

const warehouse = consoleInBrowser(WAREHOUSE, async (desk) => {
  await desk.publish('parcels', [
    { type: 'parcel.sent', data: { gate: 'north', weight: 3, recipient: 'Ada' } },
    { type: 'parcel.sent', data: { gate: 'south', weight: 4, note: 'Fragile' } },
  ])
  await desk.untilDead('scales', 2)
  views = await everyPage(desk)
})

describe.each([
  { theme: 'light', size: 'a desktop', viewport: DESKTOP },
  { theme: 'dark', size: 'a desktop', viewport: DESKTOP },
  { theme: 'light', size: 'a phone', viewport: PHONE },
  { theme: 'dark', size: 'a phone', viewport: PHONE },
] as const)('the console in $theme on $size', ({ theme, viewport }) => {
  it('has no violation of accessibility that axe knows, on any page, and no error', async () => {
    const { page, troubles } = await warehouse.open({ colorScheme: theme, viewport })
    for (const { name, hash } of views) {
      await openView(page, hash)
      await page.evaluate(AXE)
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults
      const found = violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html)}`)
      expect(found).toEqual([])
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0)
    }
    expect(troubles).toEqual([])
    await page.context().close()
  })
})

describe('the console by keyboard', () => {
  it('brings one to every page, each with its own title and a heading that has the focus', async () => {
    const { page } = await warehouse.open()
    await openView(page, '/')
    const titles = new Set<string>()
    for (const title of ['Dead letters', 'Events', 'Audit', 'Documents', 'Overview']) {
      const link = page
        .getByRole('navigation', { name: 'Pages' })
        .getByRole('link', { name: title, exact: true })
      await link.focus()
      await page.keyboard.press('Enter')
      await settled(page)
      const focused = () => page.evaluate(() => document.activeElement?.closest('h1')?.textContent)
      await expect.poll(focused, { timeout: 10_000 }).toBe(title)
      titles.add(await page.title())
    }
    expect(titles.size).toBe(5)
    await page.context().close()
  })
})
