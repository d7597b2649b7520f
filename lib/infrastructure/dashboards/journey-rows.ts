import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type CustomMetric, type CustomMetricGroup, MetricStatistic } from 'cdk-monitoring-constructs'
import type { MetricName } from '../../topology/metrics.ts'
import { PER_MINUTE, SUM } from '../alarms/per-minute.ts'
import type { WatchedCore } from '../alarms/subjects.ts'

/** The whole bus, one row for each step of the journey. Its own metrics are searched for: every subscription is there. */
export function journeyRows({
  api,
  table,
  topics,
}: WatchedCore): Readonly<Record<string, CustomMetricGroup[]>> {
  const ofTopics = (metricName: string): Metric[] =>
    topics.map(({ name, topic }) => topic.metric(metricName, { ...SUM, label: name }))
  return {
    Publish: [
      {
        title: 'Requests',
        metrics: [api.metricCount(SUM), api.metricClientError(SUM), api.metricServerError(SUM)],
      },
      {
        title: 'Latency (ms)',
        metrics: ['p50', 'p99'].map((statistic) =>
          api.metricLatency({ ...PER_MINUTE, statistic, label: statistic }),
        ),
      },
      { title: 'Published', metrics: [searched('Published', ['topic'])] },
      { title: 'Refused', metrics: [searched('Refused', ['topic', 'problem'])] },
    ],
    Route: [
      { title: 'Brought to queues', metrics: ofTopics('NumberOfNotificationsDelivered') },
      { title: 'Filtered out', metrics: ofTopics('NumberOfNotificationsFilteredOut') },
      { title: 'Failed', metrics: ofTopics('NumberOfNotificationsFailed') },
      { title: 'Canary: lost', metrics: [searched('CanaryLost', ['topic'])] },
      {
        title: 'Canary: age (ms)',
        metrics: [searched('CanaryAge', ['topic'], MetricStatistic.MAX)],
      },
    ],
    Consume: [
      { title: 'Processed', metrics: [searched('Processed', DELIVERY)] },
      { title: 'Retries', metrics: [searched('Retries', DELIVERY)] },
      { title: 'Duplicates', metrics: [searched('Duplicates', DELIVERY)] },
      { title: 'Age at claim, p99 (ms)', metrics: [searched('AgeAtClaim', DELIVERY, MetricStatistic.P99)] },
      { title: 'Handler, p99 (ms)', metrics: [searched('HandlerTime', DELIVERY, MetricStatistic.P99)] },
      { title: 'Time to done, p99 (ms)', metrics: [searched('TimeToDone', DELIVERY, MetricStatistic.P99)] },
    ],
    'Dead-letter and redrive': [
      { title: 'Dead letters by cause', metrics: [searched('DeadLetters', [...DELIVERY, 'cause'])] },
      { title: 'Undelivered: kept', metrics: ofTopics('NumberOfNotificationsRedrivenToDlq') },
      { title: 'Undelivered: lost', metrics: ofTopics('NumberOfNotificationsFailedToRedriveToDlq') },
    ],
    Ledger: [
      {
        title: 'Capacity',
        metrics: [table.metricConsumedReadCapacityUnits(SUM), table.metricConsumedWriteCapacityUnits(SUM)],
      },
      {
        title: 'Throttled',
        metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => table.metric(name, SUM)),
      },
    ],
  }
}

const DELIVERY = ['topic', 'subscription']

/** Every series of a metric with these dimensions. */
function searched(
  metric: MetricName,
  dimensions: readonly string[],
  statistic: MetricStatistic = MetricStatistic.SUM,
): CustomMetric {
  const dimensionsMap = Object.fromEntries(dimensions.map((name) => [name, undefined]))
  return {
    ...PER_MINUTE,
    searchQuery: `MetricName="${metric}"`,
    // Any value of each.
    dimensionsMap: dimensionsMap as unknown as Record<string, string>,
    statistic,
    label: dimensions.map((name) => `$\{PROP('Dim.${name}')}`).join(' '),
  }
}
