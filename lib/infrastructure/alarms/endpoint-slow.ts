import type { AlarmDefinition } from './alarm-definition.ts'
import { PER_MINUTE } from './per-minute.ts'
import type { WatchedEndpoint } from './subjects.ts'

const MILLISECONDS = 5_000

/** A batch of a thousand takes a second or two; API Gateway gives up after 29. */
export const endpointSlow: AlarmDefinition<WatchedEndpoint> = {
  name: 'endpoint-slow',
  says: () => 'One request in a hundred takes the endpoint more than five seconds.',
  metric: ({ api }) => api.metricLatency({ ...PER_MINUTE, statistic: 'p99' }),
  threshold: () => MILLISECONDS,
  badMinutes: 5,
}
