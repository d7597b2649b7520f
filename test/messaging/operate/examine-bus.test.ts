import { describe, expect, it } from 'vitest'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { systemClock, systemRandom } from '../../../lib/adapters/system.ts'
import { examineBus } from '../../../lib/messaging/operate/examine-bus.ts'
import type { QueueDescription } from '../../../lib/messaging/operate/ports.ts'
import { type MemorySubscription, memoryDesk } from '../support/memory-desk.ts'

const topicArn = 'arn:aws:sns:us-east-1:000000000000:orders'
const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`

function described(name: string, more: Partial<QueueDescription> = {}) {
  const state = {
    waiting: 0,
    inFlight: 0,
    delayed: 0,
    visibilityTimeoutSeconds: 180,
    retentionSeconds: 100_000,
  }
  const describe = () => Promise.resolve({ ...state, arn: arnOf(name), ...more })
  return { ...memoryQueue(systemClock, systemRandom), describe }
}
const allowed = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' }

/** As each subscription is deployed. */
const WELL: Partial<MemorySubscription> = {
  queue: described('own', {
    redrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 100 },
    policy: JSON.stringify({ Statement: allowed }),
  }),
  deadLetterQueue: described('dead', { retentionSeconds: 200_000 }),
  undeliveredQueue: described('undelivered'),
  wiring: {
    topicArn,
    feed: () => Promise.resolve({ state: 'ENABLED', reportsBatchItemFailures: true, timeoutSeconds: 30 }),
    link: () => Promise.resolve({ rawMessageDelivery: true, deadLetterTargetArn: arnOf('undelivered') }),
  },
}
const gone = { ...described('gone'), describe: () => Promise.resolve(undefined) }

describe('the examination of a bus', () => {
  it('finds nothing where all is as it is declared', async () => {
    expect(await examineBus(memoryDesk(WELL))).toEqual([])
  })

  it('looks at every subscription, and says which one it is of', async () => {
    const found = await examineBus(memoryDesk({ ...WELL, undeliveredQueue: gone }))
    expect(found.map(({ fault, subscription }) => [fault, subscription])).toEqual([
      ['UNDELIVERED_QUEUE_MISSING', 'billing'],
      ['UNDELIVERED_QUEUE_MISSING', 'archive'],
    ])
  })

  it.each<[string, Partial<MemorySubscription>, string]>([
    ['queue', { queue: gone }, 'QUEUE_MISSING'],
    ['dead-letter queue', { deadLetterQueue: gone }, 'DEAD_LETTER_QUEUE_MISSING'],
  ])('tells of a %s that is gone', async (_part, changes, fault) => {
    const found = await examineBus(memoryDesk({ ...WELL, ...changes }))
    expect(found.map((each) => each.fault)).toEqual([fault, fault])
  })

  it('tells of what joins the parts', async () => {
    const nothing = () => Promise.resolve(undefined)
    const found = await examineBus(
      memoryDesk({ ...WELL, wiring: { topicArn, feed: nothing, link: nothing } }),
    )
    const ofBilling = found.filter(({ subscription }) => subscription === 'billing')
    expect(ofBilling.map(({ fault }) => fault)).toEqual(['CONSUMER_MISSING', 'SUBSCRIPTION_MISSING'])
  })

  it('tells first of a ledger that never forgets, which is of no subscription', async () => {
    const desk = { ...memoryDesk({ ...WELL, queue: gone }), ledgerForgets: () => Promise.resolve(false) }
    const [first, ...others] = await examineBus(desk)
    expect(first).toEqual({
      fault: 'LEDGER_NEVER_FORGETS',
      problem: expect.stringMatching(/no time to live/),
      mend: expect.stringMatching(/expiresAt/),
    })
    expect(others.map(({ fault }) => fault)).toEqual(['QUEUE_MISSING', 'QUEUE_MISSING'])
  })
})
