import { describe, expect, it } from 'vitest'
import { eventKey } from '../../lib/messaging/fingerprint.ts'
import { type AuditEntry, audited } from '../../lib/messaging/operate/audit.ts'
import { memoryConsole } from './support/console.ts'

const HOUR = 3_600_000

/** An act with its begin and its end. */
async function acted(at: ReturnType<typeof memoryConsole>, id: string, begun: number, ended = begun + 1) {
  const entry = { id, who: 'someone', act: 'purge', subscription: 'billing', detail: {} } as const
  const note = (step: number, phase: AuditEntry['phase'], time: number) =>
    at.desk.audit.append({ ...entry, step, phase, at: time })
  await note(0, 'BEGUN', begun)
  await note(1, 'DONE', ended)
}

describe('the audit at the desk', () => {
  it('comes the newest first, a page at a time, each act once and with its end', async () => {
    const at = memoryConsole()
    // The longest spans two pages.
    await acted(at, 'a-0', 1_000, 1_000 + HOUR / 2)
    for (let index = 1; index < 12; index += 1) await acted(at, `a-${index}`, 1_000 + index * 10)
    const ids: string[] = []
    let before: number | undefined
    do {
      const query = before === undefined ? '' : `&before=${before}`
      const { json } = await at.ask('GET', `/audit?limit=5${query}`, { role: 'reader' })
      for (const { id, outcome } of json.acts) {
        expect(outcome).toBe('DONE')
        ids.push(id)
      }
      before = json.before
    } while (before !== undefined)
    expect(ids).toEqual(Array.from({ length: 12 }, (_, index) => `a-${11 - index}`))
  })

  it('has all that began in the same millisecond on one page', async () => {
    const at = memoryConsole()
    for (const id of ['a', 'b', 'c']) await acted(at, id, 2_000)
    await acted(at, 'older', 1_000)
    const { json } = await at.ask('GET', '/audit?limit=2')
    expect(json.acts).toHaveLength(3)
    expect(json.before).toBe(2_000)
    expect((await at.ask('GET', '/audit?limit=2&before=2000')).json.acts).toMatchObject([{ id: 'older' }])
  })

  it('has how many events an act touched, and the first three of them', async () => {
    const at = memoryConsole()
    for (const index of Array.from({ length: 10 }).keys()) {
      await audited(at.desk, { act: 'purge', subscription: 'billing' }, async ({ touch }) => {
        for (let event = 0; event < 10_000; event += 1) await touch(eventKey('/shop', `e-${index}-${event}`))
      })
    }
    const { json, body } = await at.ask('GET', '/audit')
    expect(json.acts).toHaveLength(10)
    const first = [0, 1, 2].map((event) => eventKey('/shop', `e-9-${event}`))
    expect(json.acts).toContainEqual(expect.objectContaining({ eventCount: 10_000, events: first }))
    // Each of its keys would make it 6.7 MB.
    expect(body.length).toBeLessThan(6_000)
  })

  it('is of one subscription, when asked for, which must be one', async () => {
    const at = memoryConsole()
    await acted(at, 'a', 1_000)
    expect((await at.ask('GET', '/audit?subscription=billing')).json.acts).toHaveLength(1)
    expect((await at.ask('GET', '/audit?subscription=archive')).json).toEqual({ acts: [] })
    expect((await at.ask('GET', '/audit?subscription=nobody')).status).toBe(404)
  })

  it.each(['limit=0', 'limit=x', 'before=yesterday'])('refuses %s', async (query) => {
    expect((await memoryConsole().ask('GET', `/audit?${query}`)).status).toBe(400)
  })
})
