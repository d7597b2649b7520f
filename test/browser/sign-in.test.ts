import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from './support/browser.ts'
import { type HostedConsole, startHostedConsole } from './support/hosted-console.ts'
import { type SigningIssuer, startSigningIssuer } from './support/signing-issuer.ts'

let issuer: SigningIssuer
let hosted: HostedConsole
let browser: Browser

beforeAll(async () => {
  issuer = await startSigningIssuer()
  hosted = await startHostedConsole(issuer)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  hosted?.close()
  issuer?.close()
})
beforeEach(() => {
  issuer.next = { roles: ['operators'], seconds: 3_600, refreshes: true }
  issuer.asked.length = 0
  issuer.logouts.length = 0
  hosted.asked.length = 0
})

async function opened(view = '/'): Promise<WatchedPage> {
  const watched = await openPage(browser, hosted.origin)
  // A page that stays open goes on asking.
  onTestFinished(() => watched.page.context().close())
  await watched.page.goto(view)
  return watched
}
const signedIn = (page: Page) => page.getByRole('button', { name: 'Sign out' }).waitFor()
const untilAsked = () =>
  vi.waitFor(() => expect(hosted.asked).not.toEqual([]), { timeout: 30_000, interval: 50 })

describe('a console that one signs in to, under its policy', () => {
  it('signs in with a code and comes back to its view, and the desk knows who asks', async () => {
    const { page, troubles } = await opened('/#/?topic=orders')
    await signedIn(page)
    await untilAsked()
    expect(page.url()).toBe(`${hosted.origin}/#/?topic=orders`)
    expect(issuer.asked).toEqual(['authorize', 'authorization_code'])
    for (const { caller } of hosted.asked)
      expect(caller).toMatchObject({ principal: 'ada@example.com (4711)', role: 'operator' })
    expect(troubles).toEqual([])
  })

  it('keeps no token where a script of another page could find it', async () => {
    const { page } = await opened()
    await signedIn(page)
    const stored = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(stored).toBe('[{},{},""]')
  })

  it('signs in again by itself after a reload', async () => {
    const { page } = await opened()
    await signedIn(page)
    await page.reload()
    await signedIn(page)
    expect(issuer.asked).toEqual(['authorize', 'authorization_code', 'authorize', 'authorization_code'])
  })

  it('prolongs a session that is about to end, once for all that asks', async () => {
    issuer.next = { ...issuer.next, seconds: 20 }
    const { page, troubles } = await opened()
    issuer.next = { ...issuer.next, seconds: 3_600 }
    await signedIn(page)
    await untilAsked()
    expect(issuer.asked.filter((each) => each === 'refresh_token').length).toBeLessThanOrEqual(1)
    expect(hosted.asked.map(({ caller }) => caller?.role)).toEqual(hosted.asked.map(() => 'operator'))
    expect(troubles).toEqual([])
  })

  it('says that a session is over where it is not prolonged, and signs in again when asked to', async () => {
    issuer.next = { ...issuer.next, seconds: 20, refreshes: false }
    const { page } = await opened()
    const again = page.getByRole('button', { name: 'Sign in again' })
    await again.waitFor()
    expect(hosted.asked).toEqual([])
    issuer.next = { ...issuer.next, seconds: 3_600 }
    await again.click()
    await signedIn(page)
    await untilAsked()
  })

  it('signs out here and at the issuer, which is told where to come back to and no token', async () => {
    const { page } = await opened()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Signed out' }).waitFor()
    const [logout] = issuer.logouts
    expect(Object.fromEntries(logout?.searchParams ?? [])).toEqual({
      client_id: 'console',
      logout_uri: `${hosted.origin}/`,
      post_logout_redirect_uri: `${hosted.origin}/`,
    })
  })

  it('says why where the issuer refuses, and asks nobody for anything', async () => {
    const { page } = await opened('/?error=access_denied&state=another')
    await page.getByText('Signing in failed').waitFor()
    expect(page.url()).toBe(`${hosted.origin}/`)
    expect(hosted.asked).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await signedIn(page)
  })
})
