import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { launchBrowser, openPage } from '../../test/browser/support/browser.ts'
import { npmStart } from '../../test/browser/support/npm-start.ts'
import { type Finding, median } from '../measurement.ts'

const LOADS = 5
const BUDGET_KILOBYTES = 350
const BUDGET_MILLISECONDS = 2_000

/** Each load has a browser profile of its own: nothing is cached. */
interface Load {
  /** Of all scripts that the first view asked for, as gzip makes them. */
  readonly kilobytes: number
  /** From the address bar to a flow that can be used. */
  readonly milliseconds: number
}

/** What the first view of the overview takes at home, beside what it may. */
export async function firstView(): Promise<Finding> {
  const [stack, browser] = await Promise.all([npmStart(), launchBrowser()])
  try {
    const loads: Load[] = []
    for (let count = 0; count < LOADS; count += 1) loads.push(await load(browser, stack.origin))
    const kilobytes = median(loads.map((each) => each.kilobytes))
    const milliseconds = median(loads.map((each) => each.milliseconds))
    return {
      title: 'First view of the console',
      unit: 'median of 5, beside its budget',
      rows: [
        row('JavaScript, KB gzip', kilobytes, BUDGET_KILOBYTES),
        row('until it can be used, ms', milliseconds, BUDGET_MILLISECONDS),
      ],
    }
  } finally {
    await browser.close()
    await stack.close()
  }
}

const row = (what: string, ours: number, budget: number) => ({
  what,
  ours,
  theirs: budget,
  ratio: ours / budget,
  goal: 1,
})

async function load(browser: Browser, origin: string): Promise<Load> {
  const { page } = await openPage(browser, origin)
  const scripts: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body())
  })
  const startedAt = performance.now()
  await page.goto('/')
  const subscription = page.getByRole('main').getByRole('link', { name: 'inventory' }).first()
  await subscription.waitFor()
  const milliseconds = performance.now() - startedAt
  await page.waitForLoadState('networkidle')
  const bodies = await Promise.all(scripts)
  await subscription.click()
  await page.getByRole('heading', { level: 1, name: 'inventory' }).waitFor()
  await page.context().close()
  return { milliseconds, kilobytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1_024 }
}
