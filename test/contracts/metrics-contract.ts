import { beforeEach, describe, expect, it } from 'vitest'
import type { MetricDimensions, Metrics } from '../../lib/messaging/ports.ts'
import type { MetricName } from '../../lib/topology/metrics.ts'

export interface MetricsUnderTest {
  readonly metrics: Metrics
  /** The values that a metric has under exactly these dimensions, by the end of the invocation. */
  values(metric: MetricName, of: MetricDimensions): readonly number[]
}

/** What every keeper of metrics promises: no value lost, none under another's dimensions. */
export function metricsContract(name: string, open: () => MetricsUnderTest): void {
  describe(`the metrics ${name}`, () => {
    let subject: MetricsUnderTest
    beforeEach(() => {
      subject = open()
    })

    it('add counts up', () => {
      const of = { topic: 'orders', subscription: 'billing' }
      subject.metrics.add('Processed', 1, of)
      subject.metrics.add('Processed', 2, of)
      expect(subject.values('Processed', of)).toEqual([3])
    })

    it('keep every value of what is measured, however many there are', () => {
      const of = { topic: 'orders', subscription: 'billing' }
      const times = Array.from({ length: 250 }, (_, index) => index)
      for (const time of times) subject.metrics.add('HandlerTime', time, of)
      expect(subject.values('HandlerTime', of)).toEqual(times)
    })

    it('tell series apart by their name, and by every dimension', () => {
      const of = { topic: 'orders', subscription: 'billing' }
      subject.metrics.add('Retries', 1, of)
      subject.metrics.add('Processed', 2, of)
      subject.metrics.add('Processed', 3, { ...of, subscription: 'inventory' })
      subject.metrics.add('DeadLetters', 4, { ...of, cause: 'TypeError' })
      subject.metrics.add('DeadLetters', 5, { ...of, cause: 'NO_HANDLER' })
      expect(subject.values('Retries', of)).toEqual([1])
      expect(subject.values('Processed', { subscription: 'billing', topic: 'orders' })).toEqual([2])
      expect(subject.values('Processed', { ...of, subscription: 'inventory' })).toEqual([3])
      expect(subject.values('DeadLetters', { ...of, cause: 'TypeError' })).toEqual([4])
      expect(subject.values('DeadLetters', { ...of, cause: 'NO_HANDLER' })).toEqual([5])
      expect(subject.values('Published', of)).toEqual([])
    })

    it('keep what has a cause or a problem without it, too', () => {
      const of = { topic: 'orders', subscription: 'billing' }
      subject.metrics.add('DeadLetters', 4, { ...of, cause: 'TypeError' })
      subject.metrics.add('DeadLetters', 5, { ...of, cause: 'NO_HANDLER' })
      subject.metrics.add('Refused', 6, { topic: 'orders', problem: 'invalid-event' })
      const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
      expect(sum(subject.values('DeadLetters', of))).toBe(9)
      expect(sum(subject.values('Refused', { topic: 'orders' }))).toBe(6)
    })
  })
}
