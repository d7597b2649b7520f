import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deferralSeconds } from '../../../lib/messaging/consume/retry-delay.ts'
import { QUEUE_RETENTION_SECONDS, subscriptionSettings } from '../../../lib/topology/settings.ts'
import { type Bench, type BenchOptions, bench } from '../../support/deliver.ts'
import { anyTopology } from '../../topology/support/any-topology.ts'

const away: BenchOptions = {
  ledger: (ledger) => ({
    ...ledger,
    insert: async () => {
      throw new Error('DynamoDB is away')
    },
  }),
}
const idle = (): void => undefined

/** The waits of a message over as many deliveries, each as soon as it is there again. */
async function waits(on: Bench, id: string, deliveries: number): Promise<(number | undefined)[]> {
  const seconds: (number | undefined)[] = []
  for (let delivery = 0; delivery < deliveries; delivery += 1) {
    await on.delivers()
    const wait = on.delays.get(id)
    seconds.push(wait)
    await on.clock.advance((wait ?? 0) * 1_000)
  }
  return seconds
}

describe('a record that is deferred again and again', () => {
  it.each([
    [0, [1, 1, 2, 4, 8, 16, 32, 64, 128, 180, 180]],
    [0.999_999, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]],
  ])('waits twice as long each time, with jitter of %d in the upper half', async (fraction, expected) => {
    const on = bench(idle, { ...away, fraction })
    const id = await on.arrives()
    expect(await waits(on, id, expected.length)).toEqual(expected)
    expect(await on.record()).toBeUndefined()
  })

  it('waits no less when the function has no time for it', async () => {
    const on = bench(idle)
    const id = await on.arrives()
    const seconds: (number | undefined)[] = []
    for (let delivery = 0; delivery < 4; delivery += 1) {
      const records = await on.receives()
      await on.runs(records, 0)
      seconds.push(on.delays.get(id))
      await on.clock.advance((on.delays.get(id) ?? 0) * 1_000)
    }
    expect(seconds).toEqual([1, 2, 3, 6])
    await on.delivers()
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 1 })
  })

  it('is out of the way of the lease that holds it, at first, and for longer when it keeps meeting one', async () => {
    const on = bench(() => new Promise(() => undefined))
    await on.arrives()
    void on.runs(await on.receives())
    await on.clock.settle()
    const id = await on.arrives()
    const [record] = await on.receives()
    for (const [receiveCount, seconds] of [
      [1, 33],
      [5, 33],
      [9, 192],
    ] as const) {
      await on.runs([{ ...(record as NonNullable<typeof record>), receiveCount }])
      expect(on.delays.get(id)).toBe(seconds)
    }
  })

  it('takes the rest of its group with it: all come back together', async () => {
    const on = bench(idle, { ...away, subscription: 'archive' })
    const first = await on.arrives({ id: 'first', group: 'a' })
    await waits(on, first, 3)
    const second = await on.arrives({ id: 'second', group: 'a' })
    const other = await on.arrives({ id: 'other', group: 'b' })
    await on.delivers()
    expect([first, second, other].map((id) => on.delays.get(id))).toEqual([6, 6, 1])
  })

  it('is never forgotten by its queue, and waits as long as the policy, or two visibility timeouts, allow', () => {
    const fraction = fc.double({ min: 0, max: 0.999_999, noNaN: true })
    fc.assert(
      fc.property(anyTopology, fraction, (topology, jitter) => {
        for (const name of Object.keys(topology.subscriptions)) {
          const settings = subscriptionSettings(topology, name)
          const receipts = Array.from({ length: settings.maxReceiveCount }, (_, index) => index + 1)
          const seconds = receipts.map((receipt) => deferralSeconds(settings, receipt, jitter))
          const stay = seconds.reduce((sum, each) => sum + each, 0)
          expect(stay).toBeLessThan(QUEUE_RETENTION_SECONDS / 2 + settings.maxReceiveCount)
          const share = Math.floor(QUEUE_RETENTION_SECONDS / 2 / settings.maxReceiveCount)
          const longest = Math.max(settings.retry.maxDelaySeconds, 2 * settings.visibilityTimeoutSeconds)
          const grown = seconds[20] as number
          expect(grown).toBeGreaterThanOrEqual(Math.floor(Math.min(longest, share) / 2))
          expect(grown).toBeLessThanOrEqual(Math.min(longest, share))
        }
      }),
    )
  })
})
