import type { MetricOf, TrafficMeter } from '../../messaging/operate/ports.ts'
import { METRICS } from '../../topology/metrics.ts'

export interface MemoryTraffic extends TrafficMeter {
  /** `at` in milliseconds since 1970. */
  add(of: MetricOf, value: number, at: number): void
}

/** Keeps what is measured, value by value. */
export function memoryTraffic(periodSeconds: number): MemoryTraffic {
  const kept = new Map<string, { readonly at: number; readonly value: number }[]>()
  const keptOf = ({ metric, topic, subscription }: MetricOf) => {
    const key = JSON.stringify([metric, topic, subscription])
    const found = kept.get(key) ?? []
    kept.set(key, found)
    return found
  }
  const milliseconds = periodSeconds * 1_000
  return {
    periodSeconds,
    add: (of, value, at) => void keptOf(of).push({ at, value }),
    async values(metrics, from, periods) {
      return metrics.map((of) =>
        Array.from({ length: periods }, (_, period) => {
          const begin = from + period * milliseconds
          const measured = keptOf(of).filter(({ at }) => at >= begin && at < begin + milliseconds)
          if (measured.length === 0) return null
          const sum = measured.reduce((all, { value }) => all + value, 0)
          return METRICS[of.metric] === 'Count' ? sum : sum / measured.length
        }),
      )
    },
  }
}
