import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { type DeskOf, deskOf } from './desk-of.ts'
import { npmStart, type StartedStack } from './npm-start.ts'

/** What the tests of a file have once they run. */
export interface ConsoleInBrowser {
  readonly origin: string
  readonly desk: DeskOf
  /** A page of a profile of its own, which knows nothing of others. */
  open(options?: BrowserContextOptions): Promise<WatchedPage>
}

/** Starts a stack and a browser before the tests of a file, and ends both after them. `prepare` is what they begin with. */
export function consoleInBrowser(
  topology: readonly string[],
  prepare: (desk: DeskOf) => Promise<void> = () => Promise.resolve(),
): ConsoleInBrowser {
  let stack: StartedStack
  let browser: Browser
  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([npmStart(...topology), launchBrowser()])
    await prepare(deskOf(stack.origin))
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })
  return {
    get origin() {
      return stack.origin
    },
    get desk() {
      return deskOf(stack.origin)
    },
    open: (options) => openPage(browser, stack.origin, options),
  }
}

/** Parcels and gates: test/fixtures/console. */
export const WAREHOUSE = ['--topology', 'test/fixtures/console/topology.ts']
