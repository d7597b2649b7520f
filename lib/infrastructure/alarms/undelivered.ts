import type { AlarmDefinition } from './alarm-definition.ts'
import { MAXIMUM } from './per-minute.ts'
import type { WatchedSubscription } from './subjects.ts'

export const undelivered: AlarmDefinition<WatchedSubscription> = {
  name: 'undelivered',
  says: ({ settings }) =>
    `SNS could not bring messages of '${settings.topic}' to the queue of '${settings.name}'. They wait in the dead-letter queue of the SNS subscription.`,
  metric: ({ undelivered: queue }) => queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
  threshold: () => 0,
}
