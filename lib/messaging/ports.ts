import type { MetricName } from '../topology/metrics.ts'
import type { Claim } from './claim-check/claim.ts'

/** The domain's view of the world outside. Each port has one contract suite (test/contracts), run on every adapter. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `milliseconds`; at once when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export interface Random {
  /** In [0, 1). */
  fraction(): number
  uuid(): string
}

export interface Logger {
  info(message: string, fields: Readonly<Record<string, unknown>>): void
  warn(message: string, fields: Readonly<Record<string, unknown>>): void
}

/** What tells the series of a metric apart. Each value is one of few: nothing of an event is ever among them. */
export interface MetricDimensions {
  readonly topic: string
  readonly subscription?: string
  /** The kind of a refusal. */
  readonly problem?: string
  /** The code of a dead letter's cause. */
  readonly cause?: string
}

export interface Metrics {
  /**
   * Counts are added up; of what is measured, every value is kept. What has a problem or a cause is kept without it as
   * well, so that there is one series of all of them. Never throws.
   */
  add(metric: MetricName, value: number, of: MetricDimensions): void
}

/** A message for a topic. */
export interface OutgoingMessage {
  /** Data that must be in the bucket before the message is out; the body points there. */
  readonly claim?: Claim
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  readonly groupId?: string
  /** Only on ordered topics. */
  readonly deduplicationId?: string
}

/** SNS's word that it has a message. */
export interface Receipt {
  readonly messageId: string
  /** Only on ordered topics. */
  readonly sequenceNumber?: string
}

/** What became of one message. `retriable`: the same call may succeed later; it may even have succeeded now. */
export type SendResult =
  | ({ readonly ok: true } & Receipt)
  | { readonly ok: false; readonly retriable: boolean; readonly code: string; readonly detail: string }

export interface Publisher {
  /**
   * Sends 1–10 messages in one call. One result per message, in order. Never throws for a refusal of AWS or a lost
   * connection: those are results, and so is an aborted call, which goes on nowhere.
   */
  publish(
    topic: string,
    messages: readonly OutgoingMessage[],
    signal?: AbortSignal,
  ): Promise<readonly SendResult[]>
}

/** A bucket for the data of events that no message holds. */
export interface ClaimStore {
  /** Its name, as pointers have it. */
  readonly bucket: string
  /** Resolves once the object is there; rejects when aborted. Writing the same one again is safe. */
  put(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>
  /** Undefined when there is no such object, or it has more than `maxBytes`. Rejects when that is not known. */
  get(key: string, maxBytes: number): Promise<Uint8Array | undefined>
}

/** A message for a queue. */
export interface QueueMessage {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  /** FIFO queues only, both or none. The deduplication id must be fresh, else SQS swallows the message. */
  readonly groupId?: string
  readonly deduplicationId?: string
}

export interface ReceivedMessage extends QueueMessage {
  readonly messageId: string
  readonly receiptHandle: string
  /** Milliseconds since 1970, as SQS stamped it. */
  readonly sentAt: number
  readonly receiveCount: number
}

export interface Queue {
  /** Resolves once the queue has the message; rejects when that is not certain. */
  send(message: QueueMessage): Promise<{ readonly messageId: string }>
  /** Up to ten messages, each hidden for `visibilitySeconds`; fewer, or none, does not mean that the queue is empty. */
  receive(max: number, visibilitySeconds: number): Promise<readonly ReceivedMessage[]>
  /** Deletes for good. No error when it is gone already. */
  delete(receiptHandle: string): Promise<void>
  /** The message appears again after `seconds` (0–43,200), counted from now. */
  changeVisibility(receiptHandle: string, seconds: number): Promise<void>
  /** The messages appear again at once, ten a call. Those that are not in hand any more are where they should be. */
  release(receiptHandles: readonly string[]): Promise<void>
}

/** How far SQS is with a move of its own. */
export interface MessageMove {
  readonly state: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly moved: number
  /** How many there were when it began; absent until it has. */
  readonly of?: number
  /** Why it failed. */
  readonly failure?: string
}

/** SQS's own way to bring all dead letters back: on its machines, whatever becomes of the caller. One at a time. */
export interface MessageMoves {
  /** At most so many a second, a whole number up to 500. Rejects while one is under way. */
  start(perSecond?: number): Promise<void>
  /** The latest, under way or over. */
  latest(): Promise<MessageMove | undefined>
  /** Ends the one that is under way, where there is one. What was moved stays moved. */
  cancel(): Promise<void>
}

export type DeliveryState = 'IN_PROGRESS' | 'DONE' | 'FAILED' | 'DEAD' | 'RESOLVED'

/** Why an event could not be handled. */
export interface Cause {
  readonly code: string
  /** At most 1 KiB. */
  readonly text: string
}

/** An event that a handler published. */
export interface PublishedReference {
  readonly topic: string
  readonly source: string
  readonly id: string
  readonly type: string
}

/** The life of one event in one subscription: idempotency record and trace in one. */
export interface DeliveryRecord {
  /** Digest of source + id. */
  readonly eventKey: string
  readonly subscription: string
  readonly topic: string
  readonly source: string
  readonly id: string
  readonly type: string
  readonly fingerprint: string
  readonly state: DeliveryState
  /** One UUID per delivery attempt: the fence of every write. */
  readonly owner: string
  /** Milliseconds since 1970; meaningful while IN_PROGRESS. */
  readonly leaseUntil: number
  /** SQS's, of the last claim. */
  readonly messageId: string
  /** The latest that any claim carried, in milliseconds since 1970: a later one starts a new round. */
  readonly sentAt: number
  /** The earliest that any claim carried: SQS's, of before every redrive. */
  readonly firstSentAt?: number
  /** Handler starts in this round. */
  readonly attempts: number
  readonly firstSeenAt: number
  readonly doneAt?: number
  readonly deadAt?: number
  /** The id of the edited event that took its place. */
  readonly resolvedBy?: string
  /** The last that is known in this round. */
  readonly cause?: Cause
  /** The first 500. */
  readonly published?: readonly PublishedReference[]
  /** Seconds since 1970. From then on the record counts as absent, deleted or not. */
  readonly expiresAt: number
}

/** Which version of a record a write may replace. What it tells besides is how that version was written. */
export type RecordVersion = Pick<DeliveryRecord, 'eventKey' | 'subscription' | 'state' | 'owner'> &
  Partial<DeliveryRecord>

export type WriteResult<Record = DeliveryRecord> =
  | { readonly written: true }
  | { readonly written: false; readonly found?: Record }

export type CommitResult =
  | { readonly kind: 'committed' }
  /** The record is another's by now. */
  | { readonly kind: 'lost'; readonly found?: DeliveryRecord }
  /** The condition of the item at `index` did not hold. */
  | { readonly kind: 'refused'; readonly index: number }
  /** Nothing was written: another transaction is at work on the same items, or it is throttled. Try again. */
  | { readonly kind: 'busy' }

/**
 * The table of deliveries. Every write is conditional, and reads are consistent.
 * A rejection means that nothing is known: the write may have happened. Repeating it is safe, for its own version
 * then answers.
 */
export interface Ledger<Item = unknown> {
  /** Writes where there is no record, or an expired one. */
  insert(record: DeliveryRecord, nowSeconds: number): Promise<WriteResult>
  /** Writes only over that very version. */
  replace(record: DeliveryRecord, over: RecordVersion): Promise<WriteResult>
  /** Writes the record over that version, and the items, all or nothing. At most 99 items. */
  commit(record: DeliveryRecord, over: RecordVersion, items: readonly Item[]): Promise<CommitResult>
  /** Every subscription's record of an event, expired ones left out. */
  find(eventKey: string, nowSeconds: number): Promise<readonly DeliveryRecord[]>
  /** One subscription's records of many events, by their keys, expired ones left out. Far fewer calls than `find` for each. */
  findIn(
    subscription: string,
    eventKeys: readonly string[],
    nowSeconds: number,
  ): Promise<ReadonlyMap<string, DeliveryRecord>>
  /** The DEAD records of a subscription, oldest first, at most `limit`. */
  listDead(subscription: string, limit: number): Promise<readonly DeliveryRecord[]>
}
