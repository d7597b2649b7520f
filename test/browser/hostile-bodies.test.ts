import { describe, expect, it } from 'vitest'
import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import { consoleInBrowser, WAREHOUSE } from './support/console-in-browser.ts'
import { HOSTILE_TEXTS } from './support/hostile-texts.ts'
import { openView } from './support/open-view.ts'

const warehouse = consoleInBrowser(WAREHOUSE, async (desk) => {
  await desk.publish(
    'parcels',
    HOSTILE_TEXTS.map((text, index) => ({
      type: 'parcel.sent',
      id: `${index} ${text}`,
      subject: text,
      data: { gate: 'north', weight: 1, note: text },
    })),
  )
  await desk.untilDead('scales', HOSTILE_TEXTS.length)
})

describe('what events hold', () => {
  it('is text on every page that shows it, and runs nothing', async () => {
    const { page, troubles } = await warehouse.open()
    let ran = 0
    await page.exposeFunction('pwned', () => {
      ran += 1
    })
    const { letters } = await warehouse.desk.get<ConsoleAnswers['deadLetters']>(
      '/subscriptions/scales/dead-letters',
    )
    expect(letters).toHaveLength(HOSTILE_TEXTS.length)
    await openView(page, '/dead-letters/scales')
    await page.getByText('<script>pwned()</script>').first().waitFor()
    for (const { messageId, id = '', source = '' } of letters) {
      await openView(page, `/dead-letters/scales/${messageId}`)
      await expect.poll(() => page.locator('main').textContent()).toContain('parcel.sent')
      await openView(page, `/events/parcels?${new URLSearchParams({ source, id })}`)
      await expect.poll(() => page.locator('main').textContent()).toContain('scales')
    }
    await openView(page, '/')
    expect(ran).toBe(0)
    expect(troubles).toEqual([])
    expect(await page.locator('main script, main iframe, main style, main base, main math').count()).toBe(0)
    await page.context().close()
  }, 240_000)

  it('cannot run a script even where a page would let it: the policy is on', async () => {
    const response = await fetch(`${warehouse.origin}/`)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    const { page } = await warehouse.open()
    await page.goto('/')
    const refusals = await page.evaluate(() => {
      const attempts = {
        html: () => {
          document.body.innerHTML = '<img src=x onerror=pwned()>'
        },
        script: () => {
          const script = document.createElement('script')
          script.textContent = 'pwned()'
          document.body.append(script)
        },
        url: () => {
          document.createElement('script').src = 'https://example.com/x.js'
        },
      }
      return Object.entries(attempts).flatMap(([name, attempt]) => {
        try {
          attempt()
          return []
        } catch {
          return [name]
        }
      })
    })
    expect(refusals).toEqual(['html', 'script', 'url'])
    await page.context().close()
  })
})
