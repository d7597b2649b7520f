import type { AlarmDefinition } from './alarm-definition.ts'
import { MAXIMUM } from './per-minute.ts'
import type { WatchedSubscription } from './subjects.ts'

/** Visible ones only: those that a redrive has in hand are on their way out. */
export const deadLetters: AlarmDefinition<WatchedSubscription> = {
  name: 'dead-letters',
  says: ({ settings }) =>
    `There are dead letters of '${settings.name}': events that its consumer could not handle.`,
  metric: ({ deadLetterQueue }) => deadLetterQueue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
  threshold: () => 0,
}
