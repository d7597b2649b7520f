import { describe, expect, it } from 'vitest'
import { eventKey } from '../../lib/messaging/fingerprint.ts'
import type { SendResult } from '../../lib/messaging/ports.ts'
import { memoryConsole } from './support/console.ts'

const EVENTS = '/topics/orders/events'
const EVENT = { type: 'placed', source: '/shop', id: 'e-1', data: { secret: 'Ada' } }

const failure = (retriable: boolean): SendResult => ({
  ...{ ok: false, retriable, code: 'InternalError', detail: 'no answer' },
})

/** A desk whose SNS answers so. */
function answering(result: SendResult) {
  const at = memoryConsole()
  Object.assign(at.deps.publishing, { publisher: { publish: async () => [result] } })
  return at
}

const actsAt = async ({ ask }: ReturnType<typeof memoryConsole>) => (await ask('GET', '/audit')).json.acts

describe('publishing at the desk', () => {
  it('is an act on a topic, with the event that it published and nothing of its data', async () => {
    const at = memoryConsole()
    expect((await at.ask('POST', EVENTS, { body: EVENT })).status).toBe(200)
    const [act, ...more] = await actsAt(at)
    expect(more).toEqual([])
    expect(act).toEqual({
      ...{ id: expect.any(String), who: 'someone', act: 'publish', topic: 'orders', outcome: 'DONE' },
      ...{ begunAt: expect.any(Number), endedAt: expect.any(Number), detail: { published: 'e-1' } },
      ...{ eventCount: 1, events: [eventKey('/shop', 'e-1')] },
    })
    expect(JSON.stringify(await at.desk.audit.list({ limit: 10 }))).not.toContain('Ada')
  })

  it('is kept as failed when it is refused, and touches nothing', async () => {
    const at = memoryConsole()
    expect((await at.ask('POST', EVENTS, { body: { type: 'eaten', data: {} } })).status).toBe(400)
    expect(await actsAt(at)).toMatchObject([{ outcome: 'FAILED', detail: { error: 'Problem' }, events: [] }])
  })

  it('is kept with the event that SNS may have, though it did not say so', async () => {
    const at = answering(failure(true))
    expect((await at.ask('POST', EVENTS, { body: EVENT })).status).toBe(503)
    expect(await actsAt(at)).toMatchObject([
      { outcome: 'FAILED', detail: { mayBePublished: 'e-1' }, events: [eventKey('/shop', 'e-1')] },
    ])
  })

  it('is kept without one that SNS has refused', async () => {
    const at = answering(failure(false))
    expect((await at.ask('POST', EVENTS, { body: EVENT })).status).toBe(502)
    expect(await actsAt(at)).toMatchObject([{ outcome: 'FAILED', events: [] }])
  })

  it('touches nothing when its idempotency key was used for the same before', async () => {
    const at = memoryConsole()
    const again = { body: EVENT, headers: { 'idempotency-key': 'k-1' } }
    for (const _time of [1, 2]) expect((await at.ask('POST', EVENTS, again)).status).toBe(200)
    expect(await actsAt(at)).toMatchObject([
      { outcome: 'DONE', detail: {}, events: [] },
      { outcome: 'DONE', detail: { published: 'e-1' } },
    ])
  })

  it('does not happen where the log does not take its begin', async () => {
    const at = memoryConsole()
    Object.assign(at.desk.audit, { append: () => Promise.reject(new Error('The table is away.')) })
    expect((await at.ask('POST', EVENTS, { body: EVENT })).status).toBe(500)
    expect(at.publisher.messages.get('orders')).toEqual([])
  })

  it('is no act when it is several events, which the desk does not take', async () => {
    const at = memoryConsole()
    expect((await at.ask('POST', EVENTS, { body: [EVENT] })).status).toBe(400)
    expect(await actsAt(at)).toEqual([])
  })
})
