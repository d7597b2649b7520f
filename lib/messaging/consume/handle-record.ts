import { causeFrom, deadLetterMessage } from '../dead-letter/dead-letter.ts'
import { LeaseLost, NonRetriableError, RetryAfter } from '../errors.ts'
import type { Event } from '../event.ts'
import type { Cause, DeliveryRecord } from '../ports.ts'
import { schemaErrors } from '../publish/validate-event.ts'
import { completeInTime } from './complete-in-time.ts'
import { type Deadline, OutOfTime } from './deadline.ts'
import { deferred, NO_TIME } from './deferred.ts'
import { receivedEvent, startDelivery } from './delivery.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import type { IncomingRecord } from './incoming-record.ts'
import { type Attempt, type Claim, claim, die, fail, noteTimeout, release } from './ledger-protocol.ts'
import type { Outcome } from './outcome.ts'
import { type ReadRecord, withData } from './read-record.ts'
import { askedDelay, MAX_DELAY_SECONDS, retryDelaySeconds } from './retry-delay.ts'

/**
 * One delivery from claim to outcome. Effects passed to `ctx.commit()` are applied once; anything else a handler does
 * may happen again when this process dies, outlives its lease, or cannot tell the ledger.
 * Rejects only when the ledger, the bucket or a queue does: then nothing is known, and the record must come back.
 */
export async function handleRecord(
  deps: ConsumeDependencies,
  read: ReadRecord,
  deadline: Deadline,
): Promise<Outcome> {
  const { record } = read
  const whole = await withData(deps.claims, read)
  if (!whole.event) return bury(deps, record, undefined, whole.cause)
  const attempt = attemptAt(deps, whole.event, whole, deadline)
  const claimed = await claim(deps.ledger, attempt)
  if (claimed.kind !== 'claimed') return unclaimed(deps, record, claimed)
  return runClaimed(deps, whole.event, record, claimed.record, deadline)
}

function attemptAt(
  { subscription, clock, random }: ConsumeDependencies,
  event: Event,
  read: { readonly record: IncomingRecord; readonly eventKey: string; readonly fingerprint: string },
  deadline: Deadline,
): Attempt {
  const { source, id, type } = event.attributes
  return {
    eventKey: read.eventKey,
    fingerprint: read.fingerprint,
    subscription: subscription.name,
    topic: subscription.topic,
    source,
    id,
    type,
    owner: random.uuid(),
    messageId: read.record.messageId,
    sentAt: read.record.sentAt,
    leaseUntil: deadline.leaseUntil,
    now: clock.now(),
    retentionSeconds: subscription.ledgerRetentionSeconds,
    maxAttempts: subscription.retry.maxAttempts,
  }
}

/** What to do with a record whose event is not ours to handle. */
async function unclaimed(
  deps: ConsumeDependencies,
  record: IncomingRecord,
  answer: Exclude<Claim, { kind: 'claimed' }>,
): Promise<Outcome> {
  switch (answer.kind) {
    case 'duplicate':
    case 'dead':
      return { status: 'duplicate' }
    case 'held': {
      const cause = { code: 'LEASE_HELD', text: 'Another delivery of this event is at work.' }
      const left = Math.max(answer.leaseUntil - deps.clock.now(), 0) / 1000 + deps.random.fraction()
      const { delaySeconds, ...outcome } = deferred(deps, record, cause)
      return {
        ...outcome,
        delaySeconds: Math.min(Math.max(Math.ceil(left), delaySeconds), MAX_DELAY_SECONDS),
      }
    }
    case 'mismatch': {
      const text =
        'An event with this source and id, but other content, was received before. It is untouched.'
      return bury(deps, record, undefined, { code: 'ID_REUSED', text })
    }
  }
}

async function runClaimed(
  deps: ConsumeDependencies,
  event: Event,
  incoming: IncomingRecord,
  record: DeliveryRecord,
  deadline: Deadline,
): Promise<Outcome> {
  const { maxAttempts } = deps.subscription.retry
  if (record.attempts > maxAttempts) {
    const text = `In the last of ${maxAttempts} attempts the consumer died, ran out of time, or could not tell how it ended.`
    return bury(deps, incoming, record, record.cause ?? { code: 'ATTEMPTS_EXHAUSTED', text })
  }
  const handler = Object.hasOwn(deps.handlers, event.attributes.type)
    ? deps.handlers[event.attributes.type]
    : undefined
  if (!handler) {
    const text = `'${deps.subscription.name}' has no handler for '${event.attributes.type}'.`
    return bury(deps, incoming, record, causeFrom('NO_HANDLER', text))
  }
  const [misfit] = schemaErrors(deps.topology, deps.subscription.topic, event)
  if (misfit) {
    return bury(deps, incoming, record, causeFrom('SCHEMA_MISMATCH', `${misfit.pointer}: ${misfit.detail}`))
  }
  if (!deadline.hasTimeFor(0)) {
    await release(deps.ledger, record)
    return deferred(deps, incoming, NO_TIME)
  }

  const delivery = startDelivery(deps, event, record, deadline.signal)
  const startedAt = deps.clock.now()
  try {
    await Promise.race([
      Promise.try(() => handler(receivedEvent(deps, event), delivery.context)).finally(delivery.close),
      deadline.exceeded,
    ])
  } catch (error) {
    if (delivery.committed()) {
      deps.logger.warn('handler threw after its commit', { subscription: record.subscription, id: record.id })
      return { status: 'processed' }
    }
    return afterFailure(deps, incoming, record, error)
  } finally {
    const of = { topic: record.topic, subscription: record.subscription }
    deps.metrics.add('HandlerTime', deps.clock.now() - startedAt, of)
  }
  if (delivery.committed()) return { status: 'processed' }
  const ended = await completeInTime(deps, record, delivery.published, deadline)
  return ended === 'done'
    ? { status: 'processed' }
    : { status: 'retry', cause: causeFrom('LEASE_LOST', new LeaseLost()) }
}

async function afterFailure(
  deps: ConsumeDependencies,
  incoming: IncomingRecord,
  record: DeliveryRecord,
  error: unknown,
): Promise<Outcome> {
  if (error instanceof OutOfTime) {
    const cause = causeFrom('TIMEOUT', error)
    await noteTimeout(deps.ledger, record, cause)
    const seconds = Math.ceil((record.leaseUntil - deps.clock.now()) / 1000 + deps.random.fraction())
    return { status: 'retry', delaySeconds: Math.max(seconds, 0), cause }
  }
  if (error instanceof LeaseLost) return { status: 'retry', cause: causeFrom('LEASE_LOST', error) }
  const cause = causeFrom(error instanceof Error ? error.name : 'THROWN', error)
  const { retry } = deps.subscription
  if (error instanceof NonRetriableError || record.attempts >= retry.maxAttempts) {
    return bury(deps, incoming, record, cause)
  }
  await fail(deps.ledger, record, cause)
  if (error instanceof RetryAfter && !Number.isNaN(error.seconds)) {
    return { status: 'retry', ...askedDelay(retry, error.seconds), cause }
  }
  return {
    status: 'retry',
    delaySeconds: retryDelaySeconds(retry, record.attempts, deps.random.fraction()),
    cause,
  }
}

/** Send, confirm, write DEAD, and only then let the message be acknowledged: a crash between any two loses nothing. */
async function bury(
  deps: ConsumeDependencies,
  incoming: IncomingRecord,
  record: DeliveryRecord | undefined,
  cause: Cause,
): Promise<Outcome> {
  const { subscription, random } = deps
  const origin = {
    subscription: subscription.name,
    messageId: incoming.messageId,
    // A redrive comes with a time of its own; letters are redriven in the order in which their events came.
    sentAt: record?.firstSentAt ?? incoming.sentAt,
    attempts: Math.min(record?.attempts ?? 0, subscription.retry.maxAttempts),
    ...(incoming.groupId === undefined ? {} : { groupId: incoming.groupId }),
  }
  await deps.deadLetters.send(deadLetterMessage(random, incoming, origin, cause, subscription.ordered))
  if (record) await die(deps.ledger, record, deps.clock.now(), cause)
  return { status: 'dead-letter', cause }
}
