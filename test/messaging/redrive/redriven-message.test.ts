import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { DeadLetter } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { redrivenMessage } from '../../../lib/messaging/redrive/redriven-message.ts'
import { isSelected, notFound } from '../../../lib/messaging/redrive/selection.ts'
import { defineTopology } from '../../../lib/topology/define-topology.ts'
import { fakeRandom } from '../../support/fake-clock.ts'

const events = { placed: { schema: z.unknown() } }
const topology = defineTopology({
  name: 'test',
  topics: {
    orders: { events, partitionKey: '/group' },
    steps: { events, ordered: true, partitionKey: '/group' },
  },
  subscriptions: { billing: { topic: 'orders' }, archive: { topic: 'steps' } },
})

const eventOf = (data: unknown): Event => ({
  attributes: { id: 'e-1', source: '/shop', type: 'placed' },
  data: { json: JSON.stringify(data) },
})
const origin = (more: object) =>
  JSON.stringify({ subscription: 's', messageId: 'm', sentAt: 1, attempts: 1, ...more })

function letter(event?: Event, attributes: Readonly<Record<string, string>> = {}): DeadLetter {
  const message = {
    body: 'body',
    attributes,
    messageId: 'm-1',
    receiptHandle: 'r',
    sentAt: 1,
    receiveCount: 1,
  }
  return { message, event, cause: undefined, attempts: undefined, sentAt: 1, delivery: undefined }
}

const inGroup = (dead: DeadLetter, groupId: string): DeadLetter => ({
  ...dead,
  message: { ...dead.message, groupId },
})

/** The message that goes to a subscription's queue. */
const messageFor = (subscription: string, dead: DeadLetter) =>
  redrivenMessage({ topology, subscription, random: fakeRandom() }, dead)

describe('a redriven message', () => {
  it('is as it was, without what its death added', () => {
    const dead = letter(eventOf({}), { type: 'placed', cause: 'C: t', origin: origin({}) })
    expect(messageFor('billing', dead)).toStrictEqual({ body: 'body', attributes: { type: 'placed' } })
  })

  it.each<[string, DeadLetter, string]>([
    [
      'of its origin',
      letter(eventOf({ group: 'event' }), { origin: origin({ groupId: 'origin' }) }),
      'origin',
    ],
    [
      'of its event, where its origin has none',
      letter(eventOf({ group: 'event' }), { origin: origin({}) }),
      'event',
    ],
    ['of its event, when SQS itself moved it', letter(eventOf({ group: 'event' })), 'event'],
    ['of the message, where the event tells none and SQS or SNS moved it', inGroup(letter(), 'kept'), 'kept'],
    [
      'of its own, when it was buried in a group of its own',
      inGroup(letter(undefined, { origin: origin({}) }), 'buried'),
      'm-1',
    ],
    ['of its own, when nothing tells', letter(eventOf({})), 'm-1'],
    ['of its own, when it is no event', letter(), 'm-1'],
  ])('is on an ordered queue in the group %s', (_name, dead, groupId) => {
    const message = messageFor('archive', dead)
    expect(message.groupId).toBe(groupId)
    expect(message.deduplicationId).toMatch(/^0{8}-/)
  })

  it('has its group on a standard queue too, for fairness, and no deduplication', () => {
    const message = messageFor('billing', letter(eventOf({ group: 'event' })))
    expect(message).toStrictEqual({ body: 'body', attributes: {}, groupId: 'event' })
  })
})

describe('a selection', () => {
  const dead = letter(eventOf({}))
  const strange = letter()

  it('of all has every dead letter', () => {
    expect([dead, strange].map((each) => isSelected(each, 'all'))).toEqual([true, true])
    expect(notFound([], 'all')).toEqual([])
  })

  it('of ids has those of events and of messages', () => {
    expect(isSelected(dead, { ids: ['e-1'] })).toBe(true)
    expect(isSelected(dead, { ids: ['m-1'] })).toBe(true)
    expect(isSelected(strange, { ids: ['m-1'] })).toBe(true)
    expect(isSelected(strange, { ids: ['e-1'] })).toBe(false)
    expect(isSelected(dead, { ids: ['e-2', 'undefined'] })).toBe(false)
  })

  it('of a cause has those that died of it', () => {
    const caused = { ...dead, cause: { code: 'C', text: 't' } }
    expect([caused, dead].map((each) => isSelected(each, { cause: 'C' }))).toEqual([true, false])
    expect(isSelected(caused, { cause: 'D' })).toBe(false)
    expect(notFound([], { cause: 'C' })).toEqual([])
  })

  it('tells which ids no dead letter has', () => {
    expect(notFound([dead, letter()], { ids: ['e-2', 'e-1', 'm-1', 'm-2'] })).toEqual(['e-2', 'm-2'])
  })
})
