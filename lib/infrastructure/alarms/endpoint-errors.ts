import type { AlarmDefinition } from './alarm-definition.ts'
import { PER_MINUTE } from './per-minute.ts'
import type { WatchedEndpoint } from './subjects.ts'

const PERCENT = 0.01

/** Its clients repeat what got a 5xx, so a single one says little. */
export const endpointErrors: AlarmDefinition<WatchedEndpoint> = {
  name: 'endpoint-errors',
  says: () => 'The endpoint answers more than one request in a hundred with 5xx.',
  metric: ({ api }) => api.metricServerError({ ...PER_MINUTE, statistic: 'Average' }),
  threshold: () => PERCENT,
  badMinutes: 3,
  ofMinutes: 5,
}
