import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fromEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event, EventAttributes } from '../../../lib/messaging/event.ts'
import { messageBytes, messageGroup, outgoingMessage } from '../../../lib/messaging/route/outgoing-message.ts'
import { REFUSED_BY_SQS } from '../../../lib/messaging/sqs-characters.ts'
import { defineTopology } from '../../../lib/topology/define-topology.ts'
import { AN_EVENT, anyEvent } from '../support/any-event.ts'

const events = { 'order.placed': { schema: z.unknown() } }
const topology = defineTopology({
  name: 'test',
  topics: {
    orders: {
      events,
      attributes: { a: '/a', b: '/b/0', c: '/c~1d', d: '/d', e: '/e' },
    },
    ledger: { events, ordered: true, partitionKey: '/account' },
    strict: { events, ordered: true },
    wide: { events, maximumMessageSize: 1_048_576 },
  },
  subscriptions: {},
})

const message = (on: typeof topology, topic: string, sent: Event) =>
  outgoingMessage(on, topic, sent, 'bucket')

const event = (data: unknown, more: Partial<EventAttributes> = {}): Event => ({
  attributes: { ...AN_EVENT.attributes, ...more } as EventAttributes,
  data: { json: JSON.stringify(data) },
})

describe('the message of an event', () => {
  it('has as attributes its type, source, subject and what the topic declares', () => {
    const data = { a: 'text', b: [7], 'c/d': true, d: { deep: 1 }, e: null }
    expect(message(topology, 'orders', event(data, { subject: 'o-1' })).attributes).toEqual({
      ...{ type: 'order.placed', source: '/shop', subject: 'o-1' },
      ...{ a: 'text', b: '7', c: 'true' },
    })
  })

  it('leaves out what SNS or SQS would refuse as an attribute', () => {
    const data = { a: '', b: ['\uFFFE'], 'c/d': '\uD800', d: '\u0001', e: '😀' }
    expect(message(topology, 'orders', event(data)).attributes).toEqual({
      ...{ type: 'order.placed', source: '/shop' },
      e: '😀',
    })
  })

  it('finds own members only', () => {
    expect(message(topology, 'orders', event(['x'])).attributes).not.toHaveProperty('a')
  })

  it('has at most ten attributes, none empty, all of characters that SQS takes, for any event', () => {
    fc.assert(
      fc.property(anyEvent, (any) => {
        const values = Object.values(message(topology, 'orders', any).attributes)
        expect(values.length).toBeLessThanOrEqual(8)
        for (const value of values) {
          expect(value).not.toBe('')
          expect(value.search(REFUSED_BY_SQS)).toBe(-1)
        }
      }),
    )
  })

  it('has a group only where its event has a partition key', () => {
    expect(message(topology, 'orders', event({}))).not.toHaveProperty('groupId')
    expect(message(topology, 'orders', event({}, { partitionkey: 'k' })).groupId).toBe('k')
    expect(message(topology, 'ledger', event({ account: 'a' })).groupId).toBe('a')
  })

  it('counts as SNS does: the body, and name, type and value of each attribute', () => {
    expect(messageBytes({ body: 'é', attributes: { ab: 'c' } })).toBe(2 + 2 + 'String'.length + 1)
  })

  it('has its event as body', () => {
    expect(fromEnvelope(message(topology, 'orders', AN_EVENT).body)).toEqual(AN_EVENT)
  })

  it('has on an ordered topic one deduplication id for every copy of an event, and on another none', () => {
    const copy = event({ account: 'a' }, { time: '2026-01-01T00:00:00Z' })
    const { deduplicationId } = message(topology, 'ledger', event({ account: 'a' }))
    expect(deduplicationId).toMatch(/^[0-9a-f]{64}$/)
    expect(message(topology, 'ledger', copy).deduplicationId).toBe(deduplicationId)
    const other = event({ account: 'a' }, { id: 'e-2' })
    expect(message(topology, 'ledger', other).deduplicationId).not.toBe(deduplicationId)
    expect(message(topology, 'orders', event({}))).not.toHaveProperty('deduplicationId')
  })

  it('rejects an event without a partition key on an ordered topic', () => {
    const key = { kind: 'invalid-event', errors: [{ pointer: '/partitionkey', detail: 'is required here' }] }
    expect(() => message(topology, 'strict', event({}))).toThrow(expect.objectContaining(key))
    expect(() => message(topology, 'ledger', event({ account: '' }))).toThrow('/account')
  })

  it('puts data that leaves no room for what a dead letter adds into the bucket, and points there', () => {
    const limit = 256 * 1024 - 8 * 1024
    const sized = (length: number) => event('x'.repeat(length))
    const overhead = messageBytes(message(topology, 'orders', sized(0)))
    const fitting = message(topology, 'orders', sized(limit - overhead))
    expect(messageBytes(fitting)).toBe(limit)
    expect(fitting.claim).toBeUndefined()
    const { claim, body } = message(topology, 'orders', sized(limit - overhead + 1))
    expect(Buffer.from(claim?.bytes ?? []).toString()).toBe(JSON.stringify('x'.repeat(limit - overhead + 1)))
    expect(fromEnvelope(body)).toEqual({
      attributes: { ...AN_EVENT.attributes, dataref: `s3://bucket/${claim?.key}` },
    })
  })

  it('starts to do so at the size that the topic declares', () => {
    const large = event('x'.repeat(1_000_000))
    expect(message(topology, 'orders', large).claim).toBeDefined()
    expect(message(topology, 'wide', large).claim).toBeUndefined()
  })

  it('rejects an event that is too large without its data', () => {
    expect(() => message(topology, 'orders', event(1, { subject: 's'.repeat(260_000) }))).toThrow(
      expect.objectContaining({
        ...{ kind: 'too-large', status: 413 },
        message: expect.stringMatching(
          /^The event takes 520\d{3} bytes without its data; at most 253952 fit\. Put what is large into data\.$/,
        ),
      }),
    )
  })

  it('rejects data that is more than a consumer takes into memory', () => {
    expect(() => message(topology, 'orders', event('x'.repeat(4 * 1024 * 1024)))).toThrow(
      'The data has 4194306 bytes; at most 4194304 are carried. Put it elsewhere and send a link to it.',
    )
    expect(message(topology, 'orders', event('x'.repeat(4 * 1024 * 1024 - 2))).claim?.bytes).toHaveLength(
      4 * 1024 * 1024,
    )
  })
})

describe('a message group', () => {
  const groupOf = (account: unknown, more: Partial<EventAttributes> = {}) =>
    messageGroup(topology, 'ledger', event({ account }, more))

  it.each(['a', 'A-1_2.3', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(128)])('is the key %j', (key) => {
    expect(groupOf(key)).toBe(key)
  })

  it.each(['a b', 'ü', '😀', 'x'.repeat(129), 'a\n'])('is a hash of %j, which AWS would refuse', (key) => {
    expect(groupOf(key)).toMatch(/^[0-9a-f]{64}$/)
    expect(groupOf(key)).toBe(groupOf(key))
    expect(groupOf(key)).not.toBe(groupOf(`${key}!`))
  })

  it('is the partitionkey attribute before the declared member', () => {
    expect(groupOf('declared', { partitionkey: 'attribute' })).toBe('attribute')
  })

  it.each([
    [7, '7'],
    [true, 'true'],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('of %j is %s', (account, group) => {
    expect(groupOf(account)).toBe(group)
  })
})
