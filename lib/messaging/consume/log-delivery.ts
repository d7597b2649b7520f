import type { Cause } from '../ports.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import type { Outcome } from './outcome.ts'
import type { ReadRecord } from './read-record.ts'

type LogDependencies = Pick<ConsumeDependencies, 'subscription' | 'logger'>

/** One line for each event: ids, sizes and outcome, never its data. */
export function logOutcome(
  deps: LogDependencies,
  [first, ...more]: readonly [ReadRecord, ...ReadRecord[]],
  outcome: Outcome,
  milliseconds: number,
): void {
  const { record } = first
  deps.logger.info(outcome.status, {
    ...identity(deps, first),
    ...('cause' in outcome ? { cause: outcome.cause.code } : {}),
    ...('delaySeconds' in outcome ? { delaySeconds: outcome.delaySeconds } : {}),
    ...('askedSeconds' in outcome ? { askedSeconds: outcome.askedSeconds } : {}),
    ...(more.length > 0 ? { copies: more.length } : {}),
    receiveCount: record.receiveCount,
    bytes: Buffer.byteLength(record.body),
    milliseconds,
  })
}

/**
 * What the ledger, the bucket or a queue had against a delivery, by which to tell a throttle from a missing permission
 * from an item that is too large. Only its first line: AWS explains a bad signature with the headers of the request.
 */
export function logUnavailable(deps: LogDependencies, read: ReadRecord, { code, text }: Cause): void {
  const [firstLine] = text.split('\n', 1)
  deps.logger.warn('unavailable', { ...identity(deps, read), reason: code, text: firstLine })
}

function identity({ subscription }: LogDependencies, { record, event }: ReadRecord): Record<string, string> {
  return {
    subscription: subscription.name,
    messageId: record.messageId,
    ...(event
      ? { type: event.attributes.type, source: event.attributes.source, id: event.attributes.id }
      : {}),
  }
}
