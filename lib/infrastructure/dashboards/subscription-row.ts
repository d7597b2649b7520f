import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { CustomMetricGroup } from 'cdk-monitoring-constructs'
import type { MetricName } from '../../topology/metrics.ts'
import { MAXIMUM, PER_MINUTE, SUM } from '../alarms/per-minute.ts'
import type { WatchedSubscription } from '../alarms/subjects.ts'

/** What there is to see of one subscription, from left to right as a message goes. */
export function subscriptionRow(
  { settings, queue, deadLetterQueue, undelivered, consumer }: WatchedSubscription,
  namespace: string,
): CustomMetricGroup[] {
  const dimensionsMap = { topic: settings.topic, subscription: settings.name }
  const own = (metricName: MetricName, statistic = 'Sum'): Metric =>
    new Metric({
      ...PER_MINUTE,
      namespace,
      metricName,
      dimensionsMap,
      statistic,
      label: `${metricName} ${statistic}`,
    })
  return [
    {
      title: 'Queue: messages',
      metrics: [
        queue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label: 'waiting' }),
        queue.metricApproximateNumberOfMessagesNotVisible({ ...MAXIMUM, label: 'in flight' }),
      ],
    },
    { title: 'Queue: oldest message (s)', metrics: [queue.metricApproximateAgeOfOldestMessage(MAXIMUM)] },
    { title: 'Deliveries', metrics: [own('Processed'), own('Duplicates'), own('Retries')] },
    {
      title: 'Time (ms)',
      metrics: [
        own('HandlerTime', 'p99'),
        own('AgeAtClaim', 'p99'),
        own('TimeToDone', 'p50'),
        own('TimeToDone', 'p99'),
      ],
    },
    {
      title: 'Function',
      metrics: [
        consumer.metricErrors(SUM),
        consumer.metricThrottles(SUM),
        consumer.metric('ConcurrentExecutions', { ...MAXIMUM, label: 'running at once' }),
      ],
      horizontalAnnotations: [{ value: settings.maximumConcurrency, label: 'maximumConcurrency' }],
    },
    {
      title: 'Dead letters',
      metrics: [
        deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label: 'of the consumer' }),
        undelivered.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label: 'undelivered by SNS' }),
        deadLetterQueue.metricNumberOfMessagesDeleted({ ...SUM, label: 'redriven or discarded' }),
      ],
    },
  ]
}
