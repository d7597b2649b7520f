import { CANARY_ATTRIBUTE } from '../../topology/filter-policy.ts'
import { causeFrom } from '../dead-letter/dead-letter.ts'
import type { Cause } from '../ports.ts'
import { runBounded } from '../run-bounded.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { deferred, NO_TIME } from './deferred.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import { handleRecord } from './handle-record.ts'
import type { IncomingRecord } from './incoming-record.ts'
import { logOutcome, logUnavailable } from './log-delivery.ts'
import { measureDelivery } from './measure-delivery.ts'
import { type BatchResponse, batchResponse, type Outcome } from './outcome.ts'
import { isLarge, type ReadRecord, readRecord } from './read-record.ts'

/**
 * Handles a batch and answers for each record on its own. Records of a standard queue run side by side; those of an
 * ordered one in order within their group, groups side by side: after one that comes back, the rest of its group
 * comes back with the same delay. Copies of one event share one claim and one outcome.
 * Never throws for a record, and answers before the function runs out of time. The canary, which filters keep away once
 * they are in force, is acknowledged without a word.
 */
export async function runBatch(
  deps: ConsumeDependencies,
  received: readonly IncomingRecord[],
  remainingMilliseconds: number,
): Promise<BatchResponse> {
  const records = received.filter(({ attributes }) => !Object.hasOwn(attributes, CANARY_ATTRIBUTE))
  const deadline = startDeadline(deps.clock, remainingMilliseconds)
  const reads = records.map(readRecord)
  const outcomes = new Map<string, Outcome>()
  const batch: Batch = { deadline, outcomes, longest: 0 }
  try {
    const lanes = [...lanesOf(reads, deps.subscription.ordered)]
    const run = (lane: readonly Copies[]): Promise<void> => runLane(deps, lane, batch)
    const isOfLarge = (lane: readonly Copies[]): boolean => lane.some(([first]) => isLarge(first))
    const done = Promise.all([
      ...lanes.filter((lane) => !isOfLarge(lane)).map(run),
      runBounded(lanes.filter(isOfLarge), MAX_LARGE_AT_A_TIME, run),
    ])
    await Promise.race([done, deadline.over])
  } finally {
    deadline.close()
  }
  for (const read of reads) if (!outcomes.has(read.record.messageId)) logUnavailable(deps, read, NO_ANSWER)
  const answered = records.map(({ messageId }) => [messageId, outcomes.get(messageId) ?? HANGING] as const)
  return batchResponse(new Map(answered))
}

/** Large events whose data is in memory at the same time. */
const MAX_LARGE_AT_A_TIME = 10

const NO_ANSWER: Cause = { code: 'NoAnswer', text: 'The ledger or a queue did not answer in time.' }

/** The ledger or a queue had not answered when the batch had to be. */
const HANGING: Outcome = { status: 'retry', cause: { ...NO_ANSWER, code: 'UNAVAILABLE' } }

/** What the lanes of a batch share. */
interface Batch {
  readonly deadline: Deadline
  readonly outcomes: Map<string, Outcome>
  /** What a delivery has taken at most so far, in whatever lane. */
  longest: number
}

/** The copies of one event in a batch: they are one delivery. */
type Copies = readonly [ReadRecord, ...ReadRecord[]]

/** What must run one after another: a message group of an ordered queue, else each event on its own. */
function lanesOf(records: readonly ReadRecord[], ordered: boolean): Iterable<readonly Copies[]> {
  const copies = Map.groupBy(records, (read) =>
    read.event ? `${read.eventKey} ${read.fingerprint}` : read.record.messageId,
  )
  const events = [...copies.values()] as unknown as Copies[]
  if (!ordered) return events.map((event) => [event])
  return Map.groupBy(events, ([first]) => first.record.groupId ?? '').values()
}

async function runLane(deps: ConsumeDependencies, lane: readonly Copies[], batch: Batch): Promise<void> {
  let blockedBy: Outcome | undefined
  for (const copies of lane) {
    const startedAt = deps.clock.now()
    const outcome = blockedBy ?? (await handleCopies(deps, copies, batch))
    batch.longest = Math.max(batch.longest, deps.clock.now() - startedAt)
    if (outcome.status === 'retry') blockedBy = outcome
    for (const { record } of copies) {
      batch.outcomes.set(record.messageId, outcome)
      await delayRetry(deps, record, outcome)
    }
    measureDelivery(deps, copies[0].record, startedAt, outcome)
    logOutcome(deps, copies, outcome, deps.clock.now() - startedAt)
  }
}

/**
 * The newest speaks for all: it may be a redrive, and the others the very message that died and was not acknowledged,
 * for which there is nothing to do.
 */
async function handleCopies(
  deps: ConsumeDependencies,
  copies: Copies,
  { deadline, longest }: Batch,
): Promise<Outcome> {
  const newest = copies.reduce((one, other) => (other.record.sentAt > one.record.sentAt ? other : one))
  if (!deadline.hasTimeFor(longest)) return deferred(deps, newest.record, NO_TIME)
  try {
    return await handleRecord(deps, newest, deadline)
  } catch (error) {
    // The ledger or a queue could not be reached: nothing is known, so nothing is acknowledged.
    logUnavailable(deps, newest, causeFrom(error instanceof Error ? error.name : 'THROWN', error))
    return deferred(deps, newest.record, causeFrom('UNAVAILABLE', error))
  }
}

/** What cannot be told to SQS is left to the visibility timeout: later than wished, but not lost. */
async function delayRetry(
  { queue, logger }: ConsumeDependencies,
  record: IncomingRecord,
  outcome: Outcome,
): Promise<void> {
  if (outcome.status !== 'retry' || outcome.delaySeconds === undefined) return
  try {
    await queue.changeVisibility(record.receiptHandle, outcome.delaySeconds)
  } catch (error) {
    logger.warn('visibility timeout not changed', {
      messageId: record.messageId,
      reason: (error as Error).name,
    })
  }
}
