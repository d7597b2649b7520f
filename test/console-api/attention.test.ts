import { expect, it } from 'vitest'
import { attention } from '../../lib/console-api/attention.ts'
import type { SubscriptionState } from '../../lib/messaging/operate/subscription-state.ts'
import { memoryDesk } from '../messaging/support/memory-desk.ts'

const { topology } = memoryDesk()
const WELL: SubscriptionState = {
  ...{ name: 'billing', topic: 'orders', ordered: false, events: ['placed'], maxReceiveCount: 100 },
  retry: { maxAttempts: 3, minDelaySeconds: 1, maxDelaySeconds: 300 },
  ...{ consumer: 'ENABLED', backlog: 3, inFlight: 0, delayed: 0, deadLetters: 0, undelivered: 0 },
}
const { backlog: _backlog, ...withoutQueue } = WELL

it.each([
  ['nothing', WELL, []],
  ['dead letters', { ...WELL, deadLetters: 1 }, [['dead-letters', 'It has 1 dead letter.']]],
  [
    'what SNS could not deliver',
    { ...WELL, undelivered: 2 },
    [['undelivered', 'SNS could not bring 2 events to its queue.']],
  ],
  ['a queue that is gone', withoutQueue, [['queue-missing', 'Its queue is gone: events are lost.']]],
  [
    'a consumer that nothing feeds',
    { ...WELL, consumer: 'MISSING' },
    [['consumer-missing', expect.any(String)]],
  ],
  [
    'a pause',
    { ...WELL, consumer: 'DISABLED', oldestAgeSeconds: 90_000 },
    [['paused', 'Its consumer is paused: 3 events in its queue.']],
  ],
  [
    'a wait of minutes',
    { ...WELL, oldestAgeSeconds: 301 },
    [['waiting-long', 'Its oldest event has waited 5 minutes.']],
  ],
  [
    'a wait of hours',
    { ...WELL, oldestAgeSeconds: 3 * 3_600 },
    [['waiting-long', 'Its oldest event has waited 3 hours.']],
  ],
  [
    'a wait of days',
    { ...WELL, oldestAgeSeconds: 3 * 86_400 },
    [['waiting-long', 'Its oldest event has waited 3 days.']],
  ],
  ['a wait that is not long', { ...WELL, oldestAgeSeconds: 300 }, []],
] as const)('attention is drawn to %s', (_what, state, expected) => {
  const found = attention(topology, [state as SubscriptionState])
  expect(found.map(({ kind, text }) => [kind, text])).toEqual(expected)
})

it('the most pressing comes first, whosoever it is', () => {
  const states = [
    { ...WELL, consumer: 'DISABLED', deadLetters: 1 },
    { ...WELL, name: 'archive', deadLetters: 1, undelivered: 1 },
  ] as const
  expect(attention(topology, states).map(({ kind, subscription }) => `${kind} ${subscription}`)).toEqual([
    'undelivered archive',
    'dead-letters billing',
    'dead-letters archive',
    'paused billing',
  ])
})
