import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DESKTOP, launchBrowser, openPage, PHONE } from './support/browser.ts'
import { deskOf } from './support/desk-of.ts'
import { npmStart } from './support/npm-start.ts'
import { openView } from './support/open-view.ts'
import { everyPage } from './support/pages.ts'

const HELP = `Takes a picture of every page of the console, on a desktop and on a phone, in light and in dark.

  npm run console:screenshots -- [--output <folder>]     (default: reports/console)

Needs the system's Chromium: /usr/bin/chromium, or what CHROMIUM names.`

const SIZES = { desktop: DESKTOP, phone: PHONE }

const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'reports/console' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else await takeAll(values.output)

async function takeAll(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const [stack, browser] = await Promise.all([
    npmStart('--topology', 'test/fixtures/console/topology.ts'),
    launchBrowser(),
  ])
  try {
    const desk = deskOf(stack.origin)
    await prepare(desk)
    const views = await everyPage(desk)
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await openPage(browser, stack.origin, { colorScheme, viewport })
        for (const { name, hash } of views) {
          await openView(page, hash)
          const file = join(folder, `${name}-${size}-${colorScheme}.png`)
          await page.screenshot({ path: file, fullPage: true })
          console.log(file)
        }
        await page.context().close()
      }
    }
  } finally {
    await browser.close()
    await stack.close()
  }
}

/** Something of everything: handled, waiting for a gate, dead of three causes. */
async function prepare(desk: ReturnType<typeof deskOf>): Promise<void> {
  await desk.publish('gates', [{ type: 'gate.opened', data: { gate: 'east' } }])
  const parcels = (count: number, data: object) =>
    Array.from({ length: count }, (_, index) => ({
      type: 'parcel.sent',
      source: '/warehouse',
      data: { weight: index + 1, recipient: 'Ada Lovelace', ...data },
    }))
  await desk.publish('parcels', parcels(40, { gate: 'east' }))
  await desk.publish('parcels', [
    ...parcels(7, { gate: 'north' }),
    ...parcels(3, { gate: 'east', note: 'Address unknown' }),
    ...parcels(1, { gate: 'east', note: 'Damaged on the way' }),
  ])
  await desk.untilDead('scales', 11)
}
