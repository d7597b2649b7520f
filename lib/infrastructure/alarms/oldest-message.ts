import { longestExpectedStay } from '../../topology/settings.ts'
import type { AlarmDefinition } from './alarm-definition.ts'
import { MAXIMUM } from './per-minute.ts'
import type { WatchedSubscription } from './subjects.ts'

const LEAST_SECONDS = 300

/** A message may fail, wait and come again; one that is twice as old as that takes is stuck, or there are too many. */
export const oldestMessage: AlarmDefinition<WatchedSubscription> = {
  name: 'oldest-message',
  says: ({ settings }) =>
    `Messages of '${settings.name}' wait longer in its queue than all their attempts should take.`,
  metric: ({ queue }) => queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
  threshold: ({ settings }) => Math.max(LEAST_SECONDS, 2 * longestExpectedStay(settings)),
  badMinutes: 5,
}
