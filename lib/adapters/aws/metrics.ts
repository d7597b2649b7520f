import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics'
import { dimensionSets } from '../../messaging/dimension-sets.ts'
import type { MetricDimensions, Metrics } from '../../messaging/ports.ts'
import { METRICS, type MetricName, metricsNamespace } from '../../topology/metrics.ts'
import type { Topology } from '../../topology/types.ts'
import type { FunctionEnvironment } from './environment.ts'

/** A hundred values of one metric fit into a line, and at the hundredth Powertools writes one on its own. */
const MAX_VALUES = 99

/** Metrics that are written at the end of an invocation. */
export interface InvocationMetrics extends Metrics {
  flush(): void
}

/**
 * Metrics in lines of the log, in the embedded metric format: no call, no waiting. One line for each set of
 * dimensions, when the invocation is over.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function cloudWatchMetrics(
  topology: Topology,
  { stage }: Pick<FunctionEnvironment, 'stage'>,
): InvocationMetrics {
  const powertools = new PowertoolsMetrics({ namespace: metricsNamespace(topology, stage) })
  // It would add the service to every one of them.
  powertools.clearDefaultDimensions()
  const groups = new Map<string, Group>()
  return {
    add(metric, value, of) {
      for (const dimensions of dimensionSets(of)) {
        const values = valuesOf(groups, dimensions, metric)
        if (METRICS[metric] === 'Count') values[0] = (values[0] ?? 0) + value
        else values.push(value)
      }
    },
    flush() {
      for (const group of groups.values()) write(powertools, group)
      groups.clear()
    },
  }
}

/** What was measured under the same dimensions. */
interface Group {
  readonly dimensions: MetricDimensions
  readonly values: Map<MetricName, number[]>
}

function valuesOf(groups: Map<string, Group>, dimensions: MetricDimensions, metric: MetricName): number[] {
  const key = JSON.stringify(Object.entries(dimensions).sort())
  const group = groups.get(key) ?? { dimensions, values: new Map() }
  groups.set(key, group)
  const values = group.values.get(metric) ?? []
  group.values.set(metric, values)
  return values
}

function write(powertools: PowertoolsMetrics, { dimensions, values }: Group): void {
  const longest = Math.max(...[...values.values()].map(({ length }) => length))
  for (let from = 0; from < longest; from += MAX_VALUES) {
    powertools.addDimensions({ ...dimensions })
    for (const [metric, all] of values) {
      for (const value of all.slice(from, from + MAX_VALUES))
        powertools.addMetric(metric, METRICS[metric], value)
    }
    powertools.publishStoredMetrics()
  }
}
