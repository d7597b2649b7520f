import { expect, it } from 'vitest'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import { bench, type TestHandler } from '../../support/deliver.ts'

const OF = { topic: 'orders', subscription: 'billing' }

it('a delivery that is handled tells how old its message was, how long its handler took, and when it was done', async () => {
  const on = bench(() => on.clock.sleep(40))
  await on.arrives()
  const records = await on.receives()
  await on.clock.advance(2_000)
  const running = on.runs(records)
  await on.clock.advance(40)
  await running
  expect(on.metrics.values('AgeAtClaim', OF)).toEqual([2_000])
  expect(on.metrics.values('HandlerTime', OF)).toEqual([40])
  expect(on.metrics.values('TimeToDone', OF)).toEqual([2_040])
  expect(on.metrics.values('Processed', OF)).toEqual([1])
})

it('one that was handled before counts as a duplicate, and no handler is timed', async () => {
  const on = bench(() => undefined)
  await on.arrives()
  await on.delivers()
  await on.arrives()
  await on.delivers()
  expect(on.metrics.values('Processed', OF)).toEqual([1])
  expect(on.metrics.values('Duplicates', OF)).toEqual([1])
  expect(on.metrics.values('HandlerTime', OF)).toHaveLength(1)
  expect(on.metrics.values('AgeAtClaim', OF)).toHaveLength(2)
})

it('one that comes back counts as a retry; the time to done then spans all its attempts', async () => {
  const on = bench((_event, { attempt }) => {
    if (attempt === 1) throw new Error('not yet')
  })
  await on.arrives()
  await on.delivers()
  expect(on.metrics.values('Retries', OF)).toEqual([1])
  expect(on.metrics.values('TimeToDone', OF)).toEqual([])
  await on.clock.advance(60_000)
  await on.delivers()
  expect(on.metrics.values('TimeToDone', OF)).toEqual([60_000])
  expect(on.metrics.values('HandlerTime', OF)).toHaveLength(2)
})

const dies = (error: unknown): TestHandler => {
  return () => {
    throw error
  }
}
const named = (name: string): Error => Object.assign(new NonRetriableError('for good'), { name })

it.each([
  [dies(named('PaymentDeclined')), 'PaymentDeclined'],
  [dies(named('S3Error')), 'S3Error'],
  [dies(named('order-4711')), 'other'],
  [dies(named('0190f7c4d2aa7b6e')), 'other'],
  [{}, 'NO_HANDLER'],
])(
  'a dead letter counts under its cause, and under other where that reads like an id: %#',
  async (handler, cause) => {
    const on = bench(handler)
    await on.arrives()
    await on.delivers()
    expect(on.metrics.values('DeadLetters', { ...OF, cause })).toEqual([1])
  },
)

it('a clock that is behind SQS’s makes no negative time', async () => {
  const on = bench(() => undefined)
  await on.arrives()
  const [record] = await on.receives()
  if (!record) throw new Error('nothing was received')
  await on.runs([{ ...record, sentAt: on.clock.now() + 500 }])
  expect(on.metrics.values('AgeAtClaim', OF)).toEqual([0])
  expect(on.metrics.values('TimeToDone', OF)).toEqual([0])
})
