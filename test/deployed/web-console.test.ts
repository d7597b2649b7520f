import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser, openPage } from '../browser/support/browser.ts'
import { openView } from '../browser/support/open-view.ts'
import { ROOT } from '../support/root.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

const TOPOLOGY = 'test/fixtures/console/topology.ts'

let stack: TestStack
let browser: Browser
let served: ServedConsole

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(TOPOLOGY), launchBrowser()])
  served = await omnibusConsole(stack.commandLine)
})
afterAll(async () => {
  await browser?.close()
  await served?.close()
  await stack?.close()
})

interface ServedConsole {
  readonly origin: string
  close(): Promise<void>
}

/** `omnibus console`, until it is closed. */
async function omnibusConsole(where: readonly string[]): Promise<ServedConsole> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['bin/omnibus.ts', 'console', ...where, '--port', '0'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const closed = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += String(chunk)
    })
  const origin = await vi.waitFor(
    () => {
      const [, address] = /is at (http:\/\/127\.0\.0\.1:\d+)\//.exec(output) ?? []
      if (address === undefined) throw new Error(`The console is not there: ${output}`)
      return address
    },
    { timeout: 60_000, interval: 100 },
  )
  return {
    origin,
    async close() {
      child.kill('SIGINT')
      await closed
    },
  }
}

describe('the web console before a deployed stack', () => {
  it('publishes from its form, shows the dead letter by its cause, and its redrive is done', async () => {
    const { page, troubles } = await openPage(browser, served.origin)
    await openView(page, '/topics/parcels')
    await page.getByRole('tab', { name: 'Publish' }).click()
    await page.getByLabel('gate').fill('north')
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('Published parcel.sent').waitFor()
    await openView(page, '/dead-letters/scales')
    await page.getByRole('button', { name: 'Show only: GateShut' }).waitFor({ timeout: 60_000 })
    await stack.publish('gates', { type: 'gate.opened', data: { gate: 'north' } })
    await expect.poll(() => stack.items('Gates'), { timeout: 60_000 }).toMatchObject([{ gate: 'north' }])
    await page.getByRole('button', { name: 'Redrive', exact: true }).click()
    await page.getByText('1 would be redriven.').waitFor({ timeout: 60_000 })
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Redrive / })
      .click()
    await page.getByText('1 redriven').waitFor({ timeout: 60_000 })
    await page.getByText('No dead letters.').waitFor({ timeout: 60_000 })
    expect(troubles).toEqual([])
  })
})
