import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import { handleDeliveries } from '../../../lib/messaging/consume/deliveries.ts'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import type { HttpRequest } from '../../../lib/messaging/http.ts'
import type { DeliveryRecord } from '../../../lib/messaging/ports.ts'
import { defineTopology } from '../../../lib/topology/define-topology.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const events = { placed: { schema: z.unknown() } }
const topology = defineTopology({
  name: 'test',
  topics: { orders: { events }, stock: { events } },
  subscriptions: {
    billing: { topic: 'orders' },
    inventory: { topic: 'orders' },
    restock: { topic: 'stock' },
  },
})
const START = Date.UTC(2026, 0, 1)
const RECORD: DeliveryRecord = {
  ...{ eventKey: eventKey('/shop', 'e-1'), source: '/shop', id: 'e-1', type: 'placed', fingerprint: 'f' },
  ...{ subscription: 'inventory', topic: 'orders', state: 'IN_PROGRESS', attempts: 2, owner: 'o' },
  ...{ leaseUntil: START, messageId: 'm', sentAt: START, firstSeenAt: START, expiresAt: START / 1000 + 60 },
}

/** Asks where an event is, `after` milliseconds. */
async function answerFor(
  query: Readonly<Record<string, string>>,
  records: readonly DeliveryRecord[] = [],
  { topic = 'orders', after = 0 } = {},
) {
  const ledger = memoryLedger()
  for (const record of records) await ledger.insert(record, 0)
  const path: Record<string, string> = topic === '' ? {} : { topic }
  const request: HttpRequest = {
    ...{ headers: {}, path, query, body: new Uint8Array() },
    ...{ principal: 'local', remainingMilliseconds: 1_000 },
  }
  return handleDeliveries({ topology, ledger, clock: fakeClock(START + after) }, request)
}

const WHICH = { source: '/shop', id: 'e-1' }

describe('where an event is', () => {
  it('is told for each subscription of its topic, and no other', async () => {
    const elsewhere = { ...RECORD, subscription: 'restock', topic: 'stock' }
    expect(await answerFor(WHICH, [RECORD, elsewhere])).toStrictEqual({
      status: 200,
      body: {
        ...WHICH,
        topic: 'orders',
        deliveries: [
          { subscription: 'billing', state: 'NOT_SEEN' },
          {
            ...{ subscription: 'inventory', state: 'IN_PROGRESS', attempts: 2 },
            firstSeenAt: '2026-01-01T00:00:00.000Z',
          },
        ],
      },
    })
  })

  it('has all that the ledger knows of a delivery that ended', async () => {
    const cause = { code: 'C', text: 'why' }
    const published = [{ topic: 'stock', source: '/s', id: 'i', type: 'placed' }]
    const ended = { state: 'RESOLVED', doneAt: START + 1_000, resolvedBy: 'e-2', cause, published } as const
    const { body } = await answerFor(WHICH, [{ ...RECORD, ...ended }])
    expect(body).toMatchObject({
      deliveries: [{}, { ...ended, doneAt: '2026-01-01T00:00:01.000Z' }],
    })
  })

  it('is not known of a record that has expired', async () => {
    const { body } = await answerFor(WHICH, [RECORD], { after: 61_000 })
    expect(body).toMatchObject({ deliveries: [{ state: 'NOT_SEEN' }, { state: 'NOT_SEEN' }] })
  })

  it.each(['toString', 'order', ''])('is not told for the topic %j, which there is not', async (topic) => {
    await expect(answerFor(WHICH, [], { topic })).rejects.toMatchObject({
      kind: 'unknown-topic',
      message: `'${topic}' is not a topic. Known: orders, stock.`,
    })
  })

  it.each([{}, { source: '/shop' }, { id: 'e-1' }, { source: '', id: 'e-1' }, { source: '/shop', id: '' }])(
    'is not told for %j, which names none',
    async (query) => {
      await expect(answerFor(query)).rejects.toMatchObject({
        kind: 'malformed-request',
        message: 'Say which event: ?source=…&id=…, both as the publish answer gave them.',
      })
    },
  )
})
