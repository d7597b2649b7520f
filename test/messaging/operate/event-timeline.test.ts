import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { audited } from '../../../lib/messaging/operate/audit.ts'
import { eventTimeline } from '../../../lib/messaging/operate/event-timeline.ts'
import type { DeliveryRecord } from '../../../lib/messaging/ports.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const KEY = eventKey('/shop', 'e-1')

const record = (more: Partial<DeliveryRecord>): DeliveryRecord => ({
  ...{ eventKey: KEY, source: '/shop', id: 'e-1', type: 'placed', fingerprint: 'f', topic: 'orders' },
  ...{ subscription: 'billing', state: 'DONE', attempts: 1, owner: 'o', leaseUntil: 0, messageId: 'm' },
  ...{ sentAt: 100, firstSeenAt: 200, expiresAt: 9_999_999_999, ...more },
})

/** What became of the event when the ledger has these records. */
async function told(...records: readonly Partial<DeliveryRecord>[]) {
  const desk = memoryDesk()
  for (const each of records) await desk.ledger.insert(record(each), 0)
  return await eventTimeline(desk, 'orders', { source: '/shop', id: 'e-1' })
}

const moment = (at: number, what: string, subscription = 'billing') => ({ at, subscription, what })

describe('the timeline of an event', () => {
  it('has every subscription of its topic, and what happened in each, the oldest first', async () => {
    const { deliveries, moments, ...which } = await told(
      { doneAt: 900, attempts: 2 },
      { subscription: 'archive', state: 'IN_PROGRESS', sentAt: 150, firstSeenAt: 160, attempts: 1 },
    )
    expect(which).toEqual({ topic: 'orders', source: '/shop', id: 'e-1' })
    expect(deliveries).toEqual([
      { subscription: 'billing', state: 'DONE', attempts: 2 },
      { subscription: 'archive', state: 'IN_PROGRESS', attempts: 1 },
    ])
    expect(moments).toEqual([
      moment(100, 'arrived in its queue'),
      moment(150, 'arrived in its queue', 'archive'),
      moment(160, 'first seen', 'archive'),
      moment(200, 'first seen'),
      moment(900, 'done after 2 attempts'),
    ])
  })

  it('says of what it died, and that it was put on the queue again since', async () => {
    const cause = { code: 'REFUSED', text: 'none left' }
    const { moments } = await told({ state: 'DEAD', deadAt: 600, sentAt: 500, cause })
    expect(moments).toEqual([
      moment(200, 'first seen'),
      moment(500, 'put on the queue again'),
      moment(600, 'dead after 1 attempt, last of REFUSED: none left'),
    ])
  })

  it('names the event that took its place', async () => {
    const { moments } = await told({ state: 'RESOLVED', deadAt: 600, resolvedBy: 'e-2' })
    expect(moments.slice(2)).toEqual([moment(600, 'dead after 1 attempt'), moment(600, "resolved by 'e-2'")])
    const undated = await told({ state: 'RESOLVED', resolvedBy: 'e-2' })
    expect(undated.moments.slice(2)).toEqual([moment(200, "resolved by 'e-2'")])
  })

  it('knows no moment of an event that no consumer has seen, and of no other topic', async () => {
    const unseen = await told({ subscription: 'elsewhere' })
    expect(unseen.moments).toEqual([])
    expect(unseen.deliveries).toEqual([
      { subscription: 'billing', state: 'NOT_SEEN', attempts: 0 },
      { subscription: 'archive', state: 'NOT_SEEN', attempts: 0 },
    ])
  })

  it('has the acts of operators that touched it, and no others', async () => {
    const desk = memoryDesk()
    const at = desk.clock.now()
    await desk.ledger.insert(record({ sentAt: at - 20, firstSeenAt: at - 10 }), 0)
    const act = (events: readonly string[], name: 'redrive' | 'purge') =>
      audited(desk, { act: name, subscription: 'billing' }, async ({ touch }) => {
        for (const event of events) await touch(event)
      })
    const another = eventKey('/shop', 'another')
    await act([KEY, another], 'redrive')
    await act([another], 'purge')
    const timeline = await eventTimeline(desk, 'orders', { source: '/shop', id: 'e-1' })
    expect(JSON.stringify(timeline)).not.toContain(another)
    const { moments } = timeline
    expect(moments.map(({ what }) => what)).toEqual([
      'arrived in its queue',
      'first seen',
      `redrive by ${desk.operator}`,
    ])
  })

  it('begins with its publishing, where that was at the desk', async () => {
    const desk = memoryDesk()
    await audited(desk, { act: 'publish', topic: 'orders' }, ({ touch }) => touch(KEY))
    const at = desk.clock.now() + 10
    await desk.ledger.insert(record({ sentAt: at, firstSeenAt: at }), 0)
    const { moments } = await eventTimeline(desk, 'orders', { source: '/shop', id: 'e-1' })
    expect(moments[0]).toEqual({ at: expect.any(Number), what: `publish by ${desk.operator}` })
    expect(moments[1]).toEqual(moment(at, 'arrived in its queue'))
  })
})
