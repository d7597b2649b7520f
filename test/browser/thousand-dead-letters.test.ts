import { describe, expect, it } from 'vitest'
import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import { consoleInBrowser, WAREHOUSE } from './support/console-in-browser.ts'
import { openView } from './support/open-view.ts'

const warehouse = consoleInBrowser(WAREHOUSE, async (desk) => {
  const parcels = (count: number, data: object) =>
    Array.from({ length: count }, (_, index) => ({
      type: 'parcel.sent',
      source: '/warehouse',
      data: { weight: index + 1, ...data },
    }))
  await desk.publish('parcels', [
    ...parcels(600, { gate: 'north' }),
    ...parcels(399, { gate: 'south', note: 'Address unknown' }),
    ...parcels(1, { gate: 'south', note: 'Address of the lighthouse' }),
  ])
  await desk.untilDead('scales', 1_000)
})

describe('a thousand dead letters', () => {
  it('are searched, and a group of them is redriven progressively, as far as that helps', async () => {
    const { page, troubles } = await warehouse.open()
    const redrive = async (perSecond: string) => {
      await page.getByRole('button', { name: 'Redrive', exact: true }).click()
      const dialog = page.getByRole('dialog')
      await expect.poll(() => dialog.textContent(), { timeout: 20_000 }).toContain('600 would be redriven.')
      await page.getByRole('checkbox', { name: 'Progressively' }).check()
      await page.getByLabel('At most so many a second').fill(perSecond)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Redrive / })
        .click()
    }
    await openView(page, '/dead-letters/scales')
    const groups = page.getByRole('table', { name: 'Dead letters by cause' })
    await groups.getByRole('row').filter({ hasText: 'GateShut' }).filter({ hasText: '600' }).waitFor()
    await groups.getByRole('row').filter({ hasText: 'Address unknown' }).filter({ hasText: '399' }).waitFor()

    const search = page.getByRole('searchbox', { name: 'Search dead letters' })
    await search.fill('LIGHTHOUSE')
    await page.getByRole('heading', { name: 'All causes (1)' }).waitFor()
    await search.fill('')
    await page.getByRole('button', { name: 'Show only: GateShut' }).click()
    await page.getByRole('heading', { name: 'Of GateShut' }).waitFor()

    await redrive('')
    await page.getByText('died of the same cause again').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()

    await warehouse.desk.publish('gates', [{ type: 'gate.opened', data: { gate: 'north' } }])
    // As fast as it can, it may be over before anybody sees how far it is.
    await redrive('60')
    const progress = page.getByRole('progressbar', { name: 'Redrive to scales' })
    await progress.waitFor()
    await expect
      .poll(() => page.getByRole('main').textContent(), { timeout: 50_000 })
      .toMatch(/\d+ redriven, \d+ to go/)
    await page.getByText('Done.').first().waitFor({ timeout: 50_000 })
    await page.getByText('600 redriven').waitFor()
    const left = await warehouse.desk.get<ConsoleAnswers['deadLetters']>('/subscriptions/scales/dead-letters')
    expect(left.groups.map(({ cause, count }) => [cause, count])).toEqual([
      ['Address_unknown', 399],
      ['Address_of_the_lighthouse', 1],
    ])
    expect(troubles).toEqual([])
    await page.context().close()
  }, 180_000)
})
