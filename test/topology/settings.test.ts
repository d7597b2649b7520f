import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { retryDelaySeconds } from '../../lib/messaging/consume/retry-delay.ts'
import {
  DEAD_LETTER_RETENTION_SECONDS,
  LEDGER_RETENTION_SECONDS,
  QUEUE_RETENTION_SECONDS,
  subscriptionSettings,
  subscriptionsOf,
} from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from './support/any-topology.ts'

const events = { 'order.placed': { schema: z.unknown() }, 'order.cancelled': { schema: z.unknown() } }
const EVERYTHING = {
  topic: 'payments',
  events: ['order.placed'],
  handler: 'somewhere/else.ts',
  group: 'money',
  timeoutSeconds: 20,
  memoryMegabytes: 512,
  visibilityTimeoutSeconds: 200,
  batchSize: 5,
  batchWindowSeconds: 0,
  maximumConcurrency: 3,
  retry: { maxAttempts: 7, minDelaySeconds: 2, maxDelaySeconds: 9 },
  publishes: ['orders'],
  tables: { stock: { partitionKey: 'sku' } },
  environment: { URL: 'https://example.com' },
}
const topology: Topology = {
  name: 'shop',
  topics: { orders: { events }, payments: { events, ordered: true } },
  subscriptions: { plain: { topic: 'orders' }, everything: EVERYTHING, ordered: { topic: 'payments' } },
}

describe('subscriptionSettings', () => {
  it('fills in every default', () => {
    expect(subscriptionSettings(topology, 'plain')).toEqual({
      name: 'plain',
      topic: 'orders',
      ordered: false,
      events: ['order.placed', 'order.cancelled'],
      handler: 'lambdas/consumers/plain.ts',
      group: 'main',
      timeoutSeconds: 30,
      memoryMegabytes: 256,
      visibilityTimeoutSeconds: 180,
      maxReceiveCount: 100,
      batchSize: 10,
      batchWindowSeconds: 0,
      maximumConcurrency: 10,
      retry: { maxAttempts: 5, minDelaySeconds: 1, maxDelaySeconds: 300 },
      ledgerRetentionSeconds: 45 * 86_400,
      publishes: [],
      tables: {},
      environment: {},
    })
  })

  it('keeps everything that is given', () => {
    expect(subscriptionSettings(topology, 'everything')).toMatchObject({ name: 'everything', ...EVERYTHING })
  })

  it('lets a message of an ordered topic come back 1,000 times, so that its group may wait', () => {
    expect(subscriptionSettings(topology, 'ordered')).toMatchObject({ ordered: true, maxReceiveCount: 1_000 })
  })

  it('rejects a subscription that is not there, and names those that are', () => {
    expect(() => subscriptionSettings(topology, 'billing')).toThrow(
      "'billing' is not a subscription of this topology. Subscriptions: plain, everything, ordered.",
    )
  })

  it('never lets retries outlast the queue, whatever the jitter', () => {
    const property = fc.property(anyTopology, (any) => {
      for (const name of Object.keys(any.subscriptions)) {
        const { retry } = subscriptionSettings(any, name)
        const waits = Array.from({ length: retry.maxAttempts - 1 }, (_, index) =>
          retryDelaySeconds(retry, index + 1, 1),
        )
        expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(QUEUE_RETENTION_SECONDS / 2)
      }
    })
    fc.assert(property)
  })
})

describe('retention', () => {
  it('is longer for dead letters than for messages, and longest for the ledger, redriven letters included', () => {
    expect(DEAD_LETTER_RETENTION_SECONDS).toBeGreaterThan(QUEUE_RETENTION_SECONDS)
    expect(LEDGER_RETENTION_SECONDS).toBeGreaterThan(
      QUEUE_RETENTION_SECONDS + DEAD_LETTER_RETENTION_SECONDS + QUEUE_RETENTION_SECONDS,
    )
  })
})

describe('subscriptionsOf', () => {
  it('names the subscriptions on a topic in the order of their declaration', () => {
    expect(subscriptionsOf(topology, 'payments')).toEqual(['everything', 'ordered'])
    expect(subscriptionsOf(topology, 'refunds')).toEqual([])
  })
})
