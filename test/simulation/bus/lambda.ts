import { deletedAfterPartialResponse } from '../../../lib/local/event-source/partial-batch-response.ts'
import type { BatchResponse } from '../../../lib/messaging/consume/outcome.ts'
import type { ReceivedMessage } from '../../../lib/messaging/ports.ts'
import type { SubscriptionSettings } from '../../../lib/topology/settings.ts'
import { type Network, Process } from './network.ts'
import type { SimulatedQueue } from './queues.ts'
import type { SeededRandom } from './seeded-random.ts'

const POLL_MILLISECONDS = 500
/** Long enough for several messages of a group to be in one batch. */
const ORDERED_POLL_MILLISECONDS = 3_000
const MAX_SKEW = 300_000

/** Runs the consumer for one batch in a process of its own. */
export type Invoke = (
  process: Process,
  records: readonly ReceivedMessage[],
  remainingMilliseconds: number,
) => Promise<BatchResponse>

interface EventSource {
  readonly settings: SubscriptionSettings
  readonly source: SimulatedQueue
  readonly deadLetters: SimulatedQueue
}

/**
 * Lambda's pollers of one queue: batches to as many processes as may run at a time, an answer for each record, and
 * silence when a process dies or takes too long: then the batch comes back when its visibility ends.
 */
export function startPollers(
  { settings, source, deadLetters }: EventSource,
  invoke: Invoke,
  network: Network,
  random: SeededRandom,
): void {
  const { time, faults } = network
  const poll = async (): Promise<never> => {
    for (;;) {
      await time.sleep(POLL_MILLISECONDS + random.below(source.ordered ? ORDERED_POLL_MILLISECONDS : 100))
      const received = await source.queue.receive(settings.batchSize, settings.visibilityTimeoutSeconds)
      const records = await belowTheNet(received)
      if (records.length === 0) continue
      if (!source.ordered) await deliverAgain(records)
      if (faults.strikes('throttled-invocation', 'lambda', 0.05)) continue
      await runBatch(records)
    }
  }

  /** How often SQS is still to deliver a message again that is in hand. */
  const again = new Map<string, number>()
  async function deliverAgain(records: readonly ReceivedMessage[]): Promise<void> {
    if (faults.strikes('duplicate-delivery', 'sqs', 0.05)) {
      for (const { messageId } of records) again.set(messageId, 1 + random.below(2))
    }
    for (const { messageId, receiptHandle } of records) {
      const times = again.get(messageId) ?? 0
      if (times > 0) await source.queue.changeVisibility(receiptHandle, 0)
      again.set(messageId, Math.max(times - 1, 0))
    }
    if (faults.strikes('redelivery', 'sqs', 0.3))
      for (const { receiptHandle } of records) void show(receiptHandle)
  }

  /** At some moment of its handling; it may be over by then. */
  async function show(receiptHandle: string): Promise<void> {
    await time.sleep(random.below(settings.timeoutSeconds * 1_000))
    await source.queue.changeVisibility(receiptHandle, 0).catch(() => undefined)
  }

  /** What SQS itself moves: that which has been received too often. */
  async function belowTheNet(received: readonly ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const kept: ReceivedMessage[] = []
    for (const message of received) {
      if (message.receiveCount <= settings.maxReceiveCount) kept.push(message)
      else {
        const { body, attributes, groupId, deduplicationId } = message
        const ids = groupId !== undefined && deduplicationId !== undefined ? { groupId, deduplicationId } : {}
        await deadLetters.queue.send({ body, attributes, ...ids })
        await source.queue.delete(message.receiptHandle)
      }
    }
    return kept
  }

  const inHand = new Map<string, number>()
  function enter(records: readonly ReceivedMessage[]): () => void {
    const add = (difference: number) => (): void => {
      for (const { messageId } of records) inHand.set(messageId, (inHand.get(messageId) ?? 0) + difference)
    }
    add(1)()
    if (records.some(({ messageId }) => (inHand.get(messageId) ?? 0) > 2))
      faults.saw('a message in three hands')
    return add(-1)
  }

  async function runBatch(records: readonly ReceivedMessage[]): Promise<void> {
    const skew = faults.strikes('skewed-clock', 'lambda', 0.1) ? random.below(2 * MAX_SKEW) - MAX_SKEW : 0
    const process = new Process('consumer', `${settings.name}-${random.uuid()}`, skew)
    const timeout = settings.timeoutSeconds * 1_000
    process.leaseUntil = time.now + timeout
    const leave = enter(records)
    const response = await Promise.race([
      invoke(process, records, timeout),
      time.sleep(timeout).then(() => undefined),
    ])
    leave()
    network.note(`${process.name} ${response === undefined ? 'timed out' : 'answered'}`)
    if (response === undefined) return timeOut(process)
    // After its answer it is frozen, for good or until the next batch.
    if (random.chance(0.5)) process.alive = false
    if (faults.strikes('lost-response', 'lambda', 0.03)) return
    const malformed = random.pick(MALFORMED)
    const isMalformed = faults.strikes('malformed-response', malformed, 0.06)
    const answer = isMalformed ? malformed : JSON.stringify(response)
    const ids = records.map(({ messageId }) => messageId)
    const handled = new Set(deletedAfterPartialResponse(answer, ids))
    if (source.ordered && isCutWithinAGroup(records, handled)) faults.saw('a group cut, beside two others')
    for (const { messageId, receiptHandle } of records) {
      if (handled.has(messageId)) await source.queue.delete(receiptHandle)
    }
  }

  /** A sandbox is killed up to 0.7 s late; one that was frozen goes on when it thaws. */
  function timeOut(process: Process): void {
    faults.saw('an invocation timed out')
    if (process.frozenUntil > time.now) return
    const late = faults.strikes('late-kill', 'lambda', 0.5) ? 700 : 0
    void time.sleep(late).then(() => {
      process.alive = false
    })
  }

  for (let poller = 0; poller < settings.maximumConcurrency; poller += 1) void poll()
}

/** Answers that fail their whole batch, whatever they were to say. */
export const MALFORMED = [
  'not JSON',
  '"text"',
  '1',
  'true',
  '[]',
  '{"batchItemFailures":{}}',
  '{"batchItemFailures":[null]}',
  '{"batchItemFailures":[{"itemIdentifier":""}]}',
  '{"batchItemFailures":[{"itemIdentifier":null}]}',
  '{"batchItemFailures":[{"id":"a"}]}',
  '{"batchItemFailures":[{"itemIdentifier":"of no message here"}]}',
]

/** Three groups or more, one of which went on for a while and then failed. */
function isCutWithinAGroup(records: readonly ReceivedMessage[], handled: ReadonlySet<string>): boolean {
  const groups = [...Map.groupBy(records, ({ groupId }) => groupId).values()]
  const isCut = (group: readonly ReceivedMessage[]): boolean =>
    handled.has(group[0]?.messageId ?? '') && group.some(({ messageId }) => !handled.has(messageId))
  return groups.length > 2 && groups.some(isCut)
}
