import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'
import { consoleInBrowser } from './support/console-in-browser.ts'
import { openView } from './support/open-view.ts'

const shop = consoleInBrowser([])

const example = (file: string): object =>
  JSON.parse(readFileSync(join(ROOT, 'examples/shop', file), 'utf8')) as object

const rowOf = (page: Page, table: string, text: string) =>
  page
    .getByRole('table', { name: table })
    .or(page.getByRole('region', { name: table }))
    .getByRole('row')
    .filter({ hasText: text })

describe('the shop at the desk', () => {
  it('publishes an event from a form made of its schema, and shows it arrive', async () => {
    const { page, troubles } = await shop.open()
    await openView(page, '/topics/stock')
    await page.getByRole('tab', { name: 'Publish' }).click()
    await page.getByLabel('sku').fill('espresso-beans')
    await page.getByLabel('quantity').fill('12')
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('Published stock.received').waitFor()
    await rowOf(page, 'Deliveries', 'restock').getByText('Done').waitFor()
    await page.getByRole('link', { name: 'Its timeline' }).click()
    await page.getByRole('heading', { level: 1, name: 'Event' }).waitFor()
    await rowOf(page, 'Deliveries', 'restock').getByText('Done').waitFor()
    expect(troubles).toEqual([])
    await page.context().close()
  })

  it('says at its field what is wrong with an event, before and after it was sent', async () => {
    const { page } = await shop.open()
    await openView(page, '/topics/stock')
    await page.getByRole('tab', { name: 'Publish' }).click()
    await page.getByLabel('quantity').fill('-1')
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await expect
      .poll(() => page.getByLabel('quantity').getAttribute('aria-invalid'), { timeout: 10_000 })
      .toBe('true')
    await page.context().close()
  })

  it('shows an order for an unknown SKU by its cause in 3 s; edited and redriven, it is done', async () => {
    const { page, troubles } = await shop.open()
    await openView(page, '/dead-letters/inventory')
    await page.getByText('No dead letters.').waitFor()
    await shop.desk.publish('orders', [example('order-placed-unknown-sku.json')])
    await rowOf(page, 'Dead letters by cause', 'NonRetriableError').waitFor({ timeout: 3_000 })
    await page.getByRole('table', { name: 'Dead letters', exact: true }).getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Dead letter' }).waitFor()
    await page.getByText("SKU 'unicorn-milk' is unknown").first().waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    const editor = page.getByLabel('Data, as JSON')
    const text = await editor.inputValue()
    await editor.fill(text.replace('unicorn-milk', ''))
    await page.getByText('/lines/0/sku').waitFor()
    await editor.fill(text.replace('unicorn-milk', 'espresso-beans'))
    await page.getByText('It fits its schema').waitFor()
    await page.getByRole('button', { name: 'Save and redrive' }).click()
    await page.getByRole('link', { name: 'See what becomes of it' }).click()
    await rowOf(page, 'Deliveries', 'inventory').getByText('Done').waitFor()
    await openView(page, '/audit')
    await page.getByRole('main').getByText('edit', { exact: false }).first().waitFor()
    expect(troubles).toEqual([])
    await page.context().close()
  })

  it('pauses a subscription, whose backlog then grows on the overview, and drains once it is resumed', async () => {
    const { page, troubles } = await shop.open()
    await switched(page, 'Pause billing', 'Paused')
    await shop.desk.publish(
      'orders',
      Array.from({ length: 7 }, () => example('order-placed.json')),
    )
    await openView(page, '/')
    const billing = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'billing' }) })
    await billing.filter({ hasText: '7 waiting' }).last().waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'billing' })
      .filter({ hasText: 'paused' })
      .first()
      .waitFor()
    await switched(page, 'Resume billing', 'Consuming')
    await openView(page, '/')
    await billing.filter({ hasText: '0 waiting' }).last().waitFor()
    expect(troubles).toEqual([])
    await page.context().close()
  })
})

/** Presses the button and confirms, and waits until the consumer is so. */
async function switched(page: Page, button: string, state: string): Promise<void> {
  await openView(page, '/subscriptions/billing')
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('dialog').getByRole('button', { name: button }).click()
  await page.getByRole('main').getByText(state, { exact: true }).first().waitFor()
}
