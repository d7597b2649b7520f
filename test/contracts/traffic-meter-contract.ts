import { beforeEach, describe, expect, it } from 'vitest'
import type { MetricOf, TrafficMeter } from '../../lib/messaging/operate/ports.ts'
import { METRICS, type MetricName } from '../../lib/topology/metrics.ts'

export interface TrafficUnderTest {
  /** Of ten seconds. */
  readonly meter: TrafficMeter
  /** A function has measured it. */
  add(of: MetricOf, value: number, at: number): void
}

const BILLING = { topic: 'orders', subscription: 'billing' }
/** When a period begins. */
const FROM = 1_800_000_000_000
const PERIOD = 10_000

/** What every meter promises: what was measured in a period, and nothing of another or of other metrics. */
export function trafficMeterContract(name: string, open: () => Promise<TrafficUnderTest>): void {
  describe(`the meter of traffic ${name}`, () => {
    let subject: TrafficUnderTest
    const values = (metric: MetricName, periods: number, of: Omit<MetricOf, 'metric'> = BILLING) =>
      subject.meter.values([{ metric, ...of }], FROM, periods)
    beforeEach(async () => {
      subject = await open()
    })

    it('adds up what is counted, period by period, the oldest first', async () => {
      for (const [after, count] of [
        [0, 1],
        [9_999, 2],
        [10_000, 4],
        [30_000, 8],
      ] as const)
        subject.add({ metric: 'Processed', ...BILLING }, count, FROM + after)
      expect(await values('Processed', 4)).toEqual([[3, 4, null, 8]])
    })

    it('averages what is measured', async () => {
      for (const time of [10, 20, 60]) subject.add({ metric: 'HandlerTime', ...BILLING }, time, FROM)
      subject.add({ metric: 'HandlerTime', ...BILLING }, 7, FROM + PERIOD)
      expect(await values('HandlerTime', 2)).toEqual([[30, 7]])
    })

    it('tells zero apart from nothing', async () => {
      subject.add({ metric: 'TimeToDone', ...BILLING }, 0, FROM + PERIOD)
      expect(await values('TimeToDone', 2)).toEqual([[null, 0]])
    })

    it('leaves out what was before the first period, and what is after the last', async () => {
      for (const at of [FROM - 1, FROM + PERIOD]) subject.add({ metric: 'Published', topic: 'orders' }, 1, at)
      expect(await values('Published', 1, { topic: 'orders' })).toEqual([[null]])
    })

    it('takes no metric for another: neither of another name, nor of the topic, nor of another subscription', async () => {
      subject.add({ metric: 'Processed', ...BILLING }, 1, FROM)
      expect(
        await subject.meter.values(
          [
            { metric: 'Retries', ...BILLING },
            { metric: 'Processed', topic: 'orders' },
            { metric: 'Processed', topic: 'orders', subscription: 'inventory' },
            { metric: 'Processed', ...BILLING },
          ],
          FROM,
          1,
        ),
      ).toEqual([[null], [null], [null], [1]])
    })

    it('answers for as many metrics as it is asked for, in their order', async () => {
      const names = Object.keys(METRICS) as MetricName[]
      const asked = Array.from({ length: 1_200 }, (_, index): MetricOf => {
        const metric = names[index % names.length] ?? 'Published'
        return { metric, topic: 'orders', subscription: `s${index}` }
      })
      for (const [index, of] of asked.entries()) subject.add(of, index, FROM)
      expect(await subject.meter.values(asked, FROM, 1)).toEqual(asked.map((_, index) => [index]))
    })

    it('knows of nothing when it is asked for nothing', async () => {
      expect(await subject.meter.values([], FROM, 3)).toEqual([])
    })
  })
}
