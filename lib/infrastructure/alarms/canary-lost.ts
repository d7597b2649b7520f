import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { MetricName } from '../../topology/metrics.ts'
import type { AlarmDefinition } from './alarm-definition.ts'
import { SUM } from './per-minute.ts'
import type { WatchedCanary } from './subjects.ts'

const METRIC: MetricName = 'CanaryLost'

/** A canary that is not heard of is as bad as one that is lost: nobody would know. */
export const canaryLost: AlarmDefinition<WatchedCanary> = {
  name: 'canary-lost',
  says: ({ topic }) =>
    `What is published to '${topic}' does not arrive: the event that the canary sends through it each minute was not received, or the canary does not fly.`,
  metric: ({ topic, namespace }) =>
    new Metric({ ...SUM, namespace, metricName: METRIC, dimensionsMap: { topic } }),
  threshold: () => 0,
  // One alone may have come late, or have fallen into the next minute.
  badMinutes: 3,
  silenceIsBad: true,
}
