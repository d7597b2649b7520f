import type { AlarmDefinition } from './alarm-definition.ts'
import { SUM } from './per-minute.ts'
import type { WatchedTopic } from './subjects.ts'

/** The only way to lose an event after its 202. */
export const lostOnTheWay: AlarmDefinition<WatchedTopic> = {
  name: 'lost-on-the-way',
  says: ({ name }) =>
    `SNS could bring a message of '${name}' neither to a queue nor to the dead-letter queue of its subscription. It is lost.`,
  metric: ({ topic }) => topic.metric('NumberOfNotificationsFailedToRedriveToDlq', SUM),
  threshold: () => 0,
}
