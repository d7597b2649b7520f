import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { AlarmDefinition } from './alarm-definition.ts'
import { PER_MINUTE, SUM } from './per-minute.ts'
import type { WatchedSubscription } from './subjects.ts'

/** The runner throws for no record: an error is a function that could not load, was killed, or ran out of memory. */
export const consumerFailing: AlarmDefinition<WatchedSubscription> = {
  name: 'consumer-failing',
  says: ({ settings }) =>
    `The function of '${settings.name}' crashes or is throttled: whole batches come back, not single events.`,
  metric: ({ consumer }) =>
    new MathExpression({
      ...PER_MINUTE,
      // Each is missing in a minute that has only the other.
      expression: 'FILL(errors, 0) + FILL(throttles, 0)',
      usingMetrics: { errors: consumer.metricErrors(SUM), throttles: consumer.metricThrottles(SUM) },
      label: 'Errors and throttles',
    }),
  threshold: () => 0,
  badMinutes: 3,
  ofMinutes: 5,
}
