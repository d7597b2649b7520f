import type { Cause, DeliveryRecord, Ledger, PublishedReference } from '../ports.ts'

/** One delivery of one event to one subscription, before it is claimed. Times in milliseconds since 1970. */
export interface Attempt {
  readonly eventKey: string
  readonly subscription: string
  readonly topic: string
  readonly source: string
  readonly id: string
  readonly type: string
  readonly fingerprint: string
  /** A fresh UUID: the fence. The same for every repetition of a call of this delivery. */
  readonly owner: string
  readonly messageId: string
  readonly sentAt: number
  readonly leaseUntil: number
  readonly now: number
  /** Seconds that the record outlives its last claim. */
  readonly retentionSeconds: number
  /** Of a round. A claim beyond the last counts as one more, however often such a claim dies. */
  readonly maxAttempts: number
}

export type Claim =
  /** It is ours until the lease ends. `record` is the version to write over. */
  | { readonly kind: 'claimed'; readonly record: DeliveryRecord }
  /** It was handled. */
  | { readonly kind: 'duplicate' }
  /** Another delivery is at work. */
  | { readonly kind: 'held'; readonly leaseUntil: number }
  /** This very message was dead-lettered, but not acknowledged. */
  | { readonly kind: 'dead' }
  /** The ledger knows another event by this source and id. */
  | { readonly kind: 'mismatch' }

/** Rounds of insert-or-replace before a claim gives way to the others that are at it. */
const MAX_CONTENTION = 5

/**
 * Takes an event for one delivery. A first delivery is one write; otherwise the record found decides, and a take-over
 * writes over the version that was found, so that of two only one succeeds.
 */
export async function claim(ledger: Ledger, attempt: Attempt): Promise<Claim> {
  let found: DeliveryRecord | undefined
  for (let round = 0; round < MAX_CONTENTION; round += 1) {
    const decision: Claim | { kind: 'take'; record: DeliveryRecord } = found
      ? decideClaim(found, attempt)
      : { kind: 'take', record: firstRecord(attempt) }
    if (decision.kind !== 'take') return decision
    const result = found
      ? await ledger.replace(decision.record, found)
      : await ledger.insert(decision.record, Math.floor(attempt.now / 1000))
    if (result.written) return { kind: 'claimed', record: decision.record }
    found = result.found
  }
  return { kind: 'held', leaseUntil: attempt.now + 1_000 }
}

/** What a record that is already there means for a delivery. Pure. */
function decideClaim(
  found: DeliveryRecord,
  attempt: Attempt,
): Claim | { readonly kind: 'take'; readonly record: DeliveryRecord } {
  if (found.owner === attempt.owner && found.state === 'IN_PROGRESS')
    return { kind: 'claimed', record: found }
  if (found.fingerprint !== attempt.fingerprint) return { kind: 'mismatch' }
  if (found.state === 'DONE' || found.state === 'RESOLVED') return { kind: 'duplicate' }
  if (found.state === 'IN_PROGRESS' && found.leaseUntil > attempt.now) {
    return { kind: 'held', leaseUntil: found.leaseUntil }
  }
  if (found.state === 'DEAD' && found.messageId === attempt.messageId) return { kind: 'dead' }
  return { kind: 'take', record: nextRecord(found, attempt) }
}

function firstRecord(attempt: Attempt): DeliveryRecord {
  const { now, retentionSeconds: _retention, maxAttempts: _maxAttempts, ...identity } = attempt
  return {
    ...identity,
    state: 'IN_PROGRESS',
    attempts: 1,
    firstSentAt: attempt.sentAt,
    firstSeenAt: now,
    expiresAt: expiry(attempt),
  }
}

/**
 * A message that SQS got later than any before, under another id, is a redrive or a new publish: it starts a new
 * round of attempts, without the cause of the one before: what it died of may be mended. The newest time is kept, lest
 * two copies of an event restart each other's count for ever.
 */
function nextRecord(found: DeliveryRecord, attempt: Attempt): DeliveryRecord {
  const newRound =
    found.state === 'DEAD' || (attempt.sentAt > found.sentAt && attempt.messageId !== found.messageId)
  const { deadAt: _deadAt, cause, ...kept } = found
  return {
    ...kept,
    ...(newRound || cause === undefined ? {} : { cause }),
    state: 'IN_PROGRESS',
    owner: attempt.owner,
    leaseUntil: attempt.leaseUntil,
    messageId: attempt.messageId,
    sentAt: Math.max(found.sentAt, attempt.sentAt),
    firstSentAt: Math.min(found.firstSentAt ?? found.firstSeenAt, attempt.sentAt),
    attempts: newRound ? 1 : Math.min(found.attempts, attempt.maxAttempts) + 1,
    expiresAt: expiry(attempt),
  }
}

function expiry({ now, retentionSeconds }: Pick<Attempt, 'now' | 'retentionSeconds'>): number {
  return Math.floor(now / 1000) + retentionSeconds
}

/** The record of a delivery that succeeded. */
export function doneRecord(
  record: DeliveryRecord,
  now: number,
  published: readonly PublishedReference[],
): DeliveryRecord {
  const { cause: _cause, published: _published, ...kept } = record
  return { ...kept, state: 'DONE', doneAt: now, ...(published.length > 0 ? { published } : {}) }
}

/** Ends a delivery as done. `lost`: another delivery took it over and has not finished it. */
export async function complete(
  ledger: Ledger,
  record: DeliveryRecord,
  now: number,
  published: readonly PublishedReference[],
): Promise<'done' | 'lost'> {
  const result = await ledger.replace(doneRecord(record, now, published), record)
  return result.written || result.found?.state === 'DONE' ? 'done' : 'lost'
}

/** Ends a delivery as failed and gives up the lease; the attempt counts. Nothing happens when the lease was lost. */
export async function fail(ledger: Ledger, record: DeliveryRecord, cause: Cause): Promise<void> {
  await ledger.replace({ ...record, state: 'FAILED', cause }, record)
}

/** Gives back a claim whose handler was never started; the attempt does not count. */
export async function release(ledger: Ledger, record: DeliveryRecord): Promise<void> {
  await ledger.replace({ ...record, state: 'FAILED', attempts: record.attempts - 1 }, record)
}

/** Notes why a delivery ran out of time. The lease is kept: its handler may still be running. */
export async function noteTimeout(ledger: Ledger, record: DeliveryRecord, cause: Cause): Promise<void> {
  await ledger.replace({ ...record, cause }, record)
}

/** Ends a delivery as dead. To be called once the dead-letter queue has the message, and before it is acknowledged. */
export async function die(ledger: Ledger, record: DeliveryRecord, now: number, cause: Cause): Promise<void> {
  await ledger.replace({ ...record, state: 'DEAD', deadAt: now, cause }, record)
}
