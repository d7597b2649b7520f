import { describe, expect, it } from 'vitest'
import { RetryAfter } from '../../../lib/messaging/errors.ts'
import { bench } from '../../support/deliver.ts'

describe('the log of a consumer', () => {
  it('has one line for an event: its outcome, identity, size and time', async () => {
    const on = bench(() => on.clock.sleep(70))
    const messageId = await on.arrives()
    const records = await on.receives()
    const answer = on.runs(records)
    await on.clock.advance(70)
    await answer
    expect(on.logged).toEqual([
      {
        message: 'processed',
        fields: {
          ...{ subscription: 'billing', messageId, type: 'placed', source: '/shop', id: 'e-1' },
          ...{ receiveCount: 1, bytes: Buffer.byteLength(records[0]?.body ?? ''), milliseconds: 70 },
        },
      },
    ])
  })

  it('says why an event comes back, and when', async () => {
    const on = bench(() => {
      throw new TypeError('no luck')
    })
    const id = await on.arrives()
    await on.delivers()
    expect(on.logged).toMatchObject([
      { message: 'retry', fields: { cause: 'TypeError', delaySeconds: on.delays.get(id) } },
    ])
  })

  it.each([
    [10_080, {}],
    [10_080.5, { askedSeconds: 10_080.5 }],
    [21_600, { askedSeconds: 21_600 }],
  ])('says what a handler asked for with RetryAfter(%d), where it may not have that', async (asked, more) => {
    const on = bench(
      () => {
        throw new RetryAfter(asked)
      },
      { subscription: 'patient' },
    )
    await on.arrives()
    await on.delivers()
    const { askedSeconds, delaySeconds } = on.logged[0]?.fields ?? {}
    expect({ delaySeconds, ...(askedSeconds === undefined ? {} : { askedSeconds }) }).toEqual({
      delaySeconds: 10_080,
      ...more,
    })
  })

  it('says of a body that is no event only that much', async () => {
    const on = bench(() => undefined)
    const messageId = await on.arrivesText('no event')
    await on.delivers()
    expect(on.logged).toEqual([
      {
        message: 'dead-letter',
        fields: {
          ...{ subscription: 'billing', messageId, cause: 'UNREADABLE' },
          ...{ receiveCount: 1, bytes: 8, milliseconds: 0 },
        },
      },
    ])
  })

  it('counts the other copies of an event', async () => {
    const on = bench(() => undefined)
    for (const day of [1, 2, 3]) await on.arrives({ time: `2026-02-0${day}T00:00:00Z` })
    await on.delivers()
    expect(on.logged).toMatchObject([{ message: 'processed', fields: { copies: 2 } }])
  })

  it('tells of a delay that SQS did not take, and why', async () => {
    const away = Object.assign(new Error('SQS is away'), { name: 'TimeoutError' })
    const changeVisibility = () => Promise.reject(away)
    const on = bench(
      () => {
        throw new Error('no luck')
      },
      { queue: (queue) => ({ ...queue, changeVisibility }) },
    )
    const messageId = await on.arrives()
    await on.delivers()
    expect(on.logged).toContainEqual({
      message: 'visibility timeout not changed',
      fields: { messageId, reason: 'TimeoutError' },
    })
  })
})
