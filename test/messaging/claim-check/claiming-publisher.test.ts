import { describe, expect, it } from 'vitest'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import { claimingPublisher } from '../../../lib/messaging/claim-check/claiming-publisher.ts'
import { HELD_BACK } from '../../../lib/messaging/held-back.ts'
import type { ClaimStore, OutgoingMessage } from '../../../lib/messaging/ports.ts'

const small = (body: string, group?: string): OutgoingMessage => ({
  body,
  attributes: {},
  ...(group && { groupId: group, deduplicationId: body }),
})
const large = (body: string, group?: string): OutgoingMessage => ({
  ...small(body, group),
  claim: { key: `claims/${body}`, bytes: Buffer.from(body) },
})

/** A bucket that refuses one object. */
const bucketWithout = (refused: string): ClaimStore => ({
  bucket: 'claims',
  async put(key, _bytes, signal) {
    signal?.throwIfAborted()
    if (key === `claims/${refused}`) throw new Error('SlowDown')
  },
  get: () => Promise.resolve(undefined),
})

const bodiesOf = (sns: ReturnType<typeof memoryPublisher>) =>
  sns.messages.get('notes')?.map(({ body }) => body)

describe('large messages among others', () => {
  it('stay behind alone when their data could not be put, on a standard topic', async () => {
    const sns = memoryPublisher(['notes'])
    const publisher = claimingPublisher(sns, bucketWithout('b'))
    const results = await publisher.publish('notes', [small('a'), large('b'), large('c')])
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(results[1]).toMatchObject({ retriable: true, code: 'ClaimNotStored' })
    expect(bodiesOf(sns)).toEqual(['a', 'c'])
  })

  it('hold back what comes after them in their group, and nothing else, on an ordered one', async () => {
    const sns = memoryPublisher(['notes'])
    const publisher = claimingPublisher(sns, bucketWithout('b'))
    const messages = [small('a', 'g'), large('b', 'g'), small('c', 'other'), small('d', 'g'), large('e', 'g')]
    const results = await publisher.publish('notes', messages)
    expect(bodiesOf(sns)).toEqual(['a', 'c'])
    expect([results[3], results[4]]).toEqual([HELD_BACK, HELD_BACK])
  })

  it('are sent in their order when all could be put, also within a group', async () => {
    const sns = memoryPublisher(['notes'])
    const messages = [small('a', 'g'), large('b', 'g'), large('c', 'g'), small('d', 'g')]
    const results = await claimingPublisher(sns, bucketWithout('')).publish('notes', messages)
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true])
    expect(bodiesOf(sns)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('say which error of the bucket kept them back, and make no call without them', async () => {
    const publisher = { publish: () => Promise.reject(new Error('no call')) }
    const results = await claimingPublisher(publisher, bucketWithout('b')).publish('notes', [large('b')])
    expect(results).toMatchObject([{ detail: 'its data could not be put into the bucket (Error)' }])
  })

  it.each([
    ['large', [large('a'), small('b')]],
    ['small', [small('a'), small('b')]],
  ])('go nowhere once the call is aborted: %s', async (_name, messages) => {
    const sns = memoryPublisher(['notes'])
    const publisher = claimingPublisher(sns, bucketWithout(''))
    const results = await publisher.publish('notes', messages, AbortSignal.abort())
    expect(results).toEqual(messages.map(() => expect.objectContaining({ ok: false, retriable: true })))
    expect(bodiesOf(sns)).toEqual([])
  })

  it('are not put into the bucket once the call is aborted', async () => {
    const sns = memoryPublisher(['notes'])
    const publisher = claimingPublisher(sns, bucketWithout(''))
    const [result] = await publisher.publish('notes', [large('a')], AbortSignal.abort())
    expect(result).toMatchObject({ code: 'ClaimNotStored' })
  })
})
