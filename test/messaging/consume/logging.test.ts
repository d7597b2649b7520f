import { describe, expect, it } from 'vitest'
import { runBatch } from '../../../lib/messaging/consume/run-batch.ts'
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

  describe('of what could not be reached', () => {
    const errorOf = (name: string, message: string): Error => Object.assign(new Error(message), { name })
    const identity = { subscription: 'billing', type: 'placed', source: '/shop', id: 'e-1' }

    it.each([
      ['ThrottlingException', 'The level of configured throughput was exceeded.'],
      ['AccessDeniedException', 'User: … is not authorized to perform: dynamodb:PutItem'],
      ['ValidationException', 'Item size has exceeded the maximum allowed size'],
    ])('says %s once, as a warning, beside the line of the event', async (name, message) => {
      const on = bench(() => undefined, {
        ledger: (ledger) => ({ ...ledger, insert: () => Promise.reject(errorOf(name, message)) }),
      })
      const warned: unknown[] = []
      const warn = (text: string, fields: object) => void warned.push({ message: text, fields })
      const messageId = await on.arrives()
      const logger = { ...on.deps.logger, warn }
      await runBatch({ ...on.deps, logger }, await on.receives(), 30_000)
      const fields = { ...identity, messageId, reason: name, text: message }
      expect(warned).toEqual([{ message: 'unavailable', fields }])
      expect(on.logged).toMatchObject([{ message: 'retry', fields: { cause: 'UNAVAILABLE' } }])
    })

    it('says it once, however often the end of a handler was refused', async () => {
      const on = bench(() => undefined, {
        ledger: (ledger) => ({ ...ledger, replace: () => Promise.reject(errorOf('Away', 'not here')) }),
      })
      await on.arrives()
      const answer = on.delivers()
      await on.clock.advance(30_000)
      expect(await answer).toHaveLength(1)
      expect(on.logged).toMatchObject([
        { message: 'unavailable', fields: { ...identity, reason: 'Away', text: 'not here' } },
        { message: 'retry', fields: { cause: 'UNAVAILABLE' } },
      ])
    })

    it('has neither the headers of a request that was not well signed, nor a long text', async () => {
      const canonical =
        '\n\nThe Canonical String for this request should have been\nx-amz-security-token:SECRET'
      const refused = errorOf('InvalidSignatureException', `${'é'.repeat(2_000)}${canonical}`)
      for (const error of [refused, errorOf('InvalidSignatureException', `Check it.${canonical}`)]) {
        const on = bench(() => undefined, {
          ledger: (ledger) => ({ ...ledger, insert: () => Promise.reject(error) }),
        })
        await on.arrives()
        await on.delivers()
        const text = String(on.logged[0]?.fields['text'])
        expect(text).toMatch(/^(é+…|Check it\.)$/)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024)
      }
    })

    it.each([undefined, 'text', Object.create(null)])('may be thrown as %j', async (thrown) => {
      const on = bench(() => undefined, {
        ledger: (ledger) => ({ ...ledger, insert: () => Promise.reject(thrown) }),
      })
      const id = await on.arrives()
      expect(await on.delivers()).toEqual([id])
      expect(on.logged[0]).toMatchObject({ message: 'unavailable', fields: { reason: 'THROWN' } })
    })
  })
})
