import type { AlarmDefinition } from './alarm-definition.ts'
import { SUM } from './per-minute.ts'
import type { WatchedTopic } from './subjects.ts'

export const unreadableAttributes: AlarmDefinition<WatchedTopic> = {
  name: 'unreadable-attributes',
  says: ({ name }) =>
    `Messages of '${name}' have attributes that SNS cannot read, so that no filter lets them through.`,
  metric: ({ topic }) => topic.metricNumberOfNotificationsFilteredOutInvalidAttributes(SUM),
  threshold: () => 0,
}
