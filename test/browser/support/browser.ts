import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** The system's own Chromium: Debian has it as /usr/bin/chromium, and CHROMIUM names another. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] })

/** A page, and what went wrong in it so far: errors of the console, exceptions, refusals of the policy. */
export interface WatchedPage {
  readonly page: Page
  readonly troubles: readonly string[]
}

export const DESKTOP = { width: 1_280, height: 900 }
export const PHONE = { width: 390, height: 844 }

export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: DESKTOP,
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  return { page, troubles }
}
