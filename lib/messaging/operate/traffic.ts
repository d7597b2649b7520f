import type { MetricName } from '../../topology/metrics.ts'
import { subscriptionsOf } from '../../topology/settings.ts'
import type { Desk } from './desk.ts'
import type { MetricOf } from './ports.ts'

/** One metric over time. */
export interface Series extends MetricOf {
  /** One value a period, the oldest first: a sum of what is counted, an average of what is measured; null for none. */
  readonly values: readonly (number | null)[]
}

export interface Traffic {
  /** When the first period begins. */
  readonly from: number
  readonly periodSeconds: number
  readonly series: readonly Series[]
}

/** Whose traffic: of a topic with its subscriptions, of one subscription, or of all. */
export interface TrafficQuery {
  readonly minutes: number
  readonly topic?: string | undefined
  readonly subscription?: string | undefined
}

const OF_TOPICS = ['Published', 'Refused'] as const satisfies MetricName[]
const OF_SUBSCRIPTIONS = [
  'Processed',
  'Duplicates',
  'Retries',
  'DeadLetters',
  'HandlerTime',
  'TimeToDone',
] as const satisfies MetricName[]
/** What the desk's traffic is made of. */
export const TRAFFIC_METRICS: readonly MetricName[] = [...OF_TOPICS, ...OF_SUBSCRIPTIONS]

/**
 * What went on in the last minutes, period by period. The last period is the one that is under way, so its counts may
 * still grow.
 */
export async function traffic(
  { topology, clock, traffic: meter }: Desk,
  { minutes, topic, subscription }: TrafficQuery,
): Promise<Traffic> {
  const { periodSeconds } = meter
  const period = periodSeconds * 1_000
  const periods = Math.ceil((minutes * 60) / periodSeconds)
  const from = (Math.floor(clock.now() / period) - periods + 1) * period
  const topics = Object.keys(topology.topics).filter((name) => topic === undefined || name === topic)
  const metrics = topics.flatMap((name) => [
    ...(subscription === undefined ? OF_TOPICS : []).map((metric): MetricOf => ({ metric, topic: name })),
    ...subscriptionsOf(topology, name)
      .filter((each) => subscription === undefined || each === subscription)
      .flatMap((each) =>
        OF_SUBSCRIPTIONS.map((metric): MetricOf => ({ metric, topic: name, subscription: each })),
      ),
  ])
  const values = await meter.values(metrics, from, periods)
  return {
    from,
    periodSeconds,
    series: metrics.map((of, index) => ({ ...of, values: values[index] ?? [] })),
  }
}
