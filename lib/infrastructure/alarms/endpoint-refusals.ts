import type { AlarmDefinition } from './alarm-definition.ts'
import { PER_MINUTE } from './per-minute.ts'
import type { WatchedEndpoint } from './subjects.ts'

const HALF = 0.5

/** Refusals are their callers' business, until there are more of them than of anything else. */
export const endpointRefusals: AlarmDefinition<WatchedEndpoint> = {
  name: 'endpoint-refusals',
  says: () => 'The endpoint has refused most requests (4xx) for a quarter of an hour.',
  metric: ({ api }) => api.metricClientError({ ...PER_MINUTE, statistic: 'Average' }),
  threshold: () => HALF,
  badMinutes: 15,
}
