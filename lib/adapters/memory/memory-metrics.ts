import { dimensionSets } from '../../messaging/dimension-sets.ts'
import type { MetricDimensions, Metrics } from '../../messaging/ports.ts'
import { METRICS, type MetricName } from '../../topology/metrics.ts'

export interface MemoryMetrics extends Metrics {
  /** The values of a metric under exactly these dimensions: of a count its sum alone. */
  values(metric: MetricName, of: MetricDimensions): readonly number[]
}

/** Keeps what is measured. */
export function memoryMetrics(): MemoryMetrics {
  const series = new Map<string, number[]>()
  const seriesOf = (metric: MetricName, of: MetricDimensions): number[] => {
    const key = JSON.stringify([metric, Object.entries(of).sort()])
    const values = series.get(key) ?? []
    series.set(key, values)
    return values
  }
  return {
    add(metric, value, of) {
      for (const set of dimensionSets(of)) {
        const values = seriesOf(metric, set)
        if (METRICS[metric] === 'Count') values[0] = (values[0] ?? 0) + value
        else values.push(value)
      }
    },
    values: seriesOf,
  }
}
