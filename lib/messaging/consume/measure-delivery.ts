import type { MetricName } from '../../topology/metrics.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import type { IncomingRecord } from './incoming-record.ts'
import type { Outcome } from './outcome.ts'

const COUNTED_AS: Readonly<Record<Outcome['status'], MetricName>> = {
  processed: 'Processed',
  duplicate: 'Duplicates',
  retry: 'Retries',
  'dead-letter': 'DeadLetters',
}

/** What a delivery adds to the metrics of its subscription. No clock but SQS's and this one's; the two may differ. */
export function measureDelivery(
  { subscription, metrics, clock }: ConsumeDependencies,
  record: IncomingRecord,
  startedAt: number,
  outcome: Outcome,
): void {
  const of = { topic: subscription.topic, subscription: subscription.name }
  const sinceArrival = (time: number): number => Math.max(time - record.sentAt, 0)
  metrics.add('AgeAtClaim', sinceArrival(startedAt), of)
  if (outcome.status === 'processed') metrics.add('TimeToDone', sinceArrival(clock.now()), of)
  const cause = outcome.status === 'dead-letter' ? { cause: seriesOf(outcome.cause.code) } : {}
  metrics.add(COUNTED_AS[outcome.status], 1, { ...of, ...cause })
}

/** A code may be the name that a handler gave to its error: one that reads like an id makes no series of its own. */
function seriesOf(code: string): string {
  return /^[A-Za-z_]+(\d[A-Za-z_]+)?$/.test(code) ? code : 'other'
}
