import { PUBLISH_KEY_RETENTION_SECONDS } from '../../topology/settings.ts'
import { digest } from '../fingerprint.ts'
import type { Receipt } from '../ports.ts'
import type { PublishKeyRecord, PublishKeys } from './ports.ts'

/** A function may be killed late; its lease must not end before it. */
const LEASE_GRACE_MILLISECONDS = 2_000
/** Rounds of insert-or-replace before a claim gives way to the others that are at it. */
const MAX_CONTENTION = 5

/** One request under an idempotency key. */
export interface KeyedRequest {
  readonly key: string
  readonly owner: string
  readonly fingerprint: string
  /** How many events it can publish. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly remainingMilliseconds: number
}

export type KeyClaim =
  /** To publish: what has no receipt yet. */
  | { readonly kind: 'claimed'; readonly record: PublishKeyRecord }
  /** Everything was published; these are the receipts. */
  | { readonly kind: 'replay'; readonly record: PublishKeyRecord }
  /** Another call is at work on it. */
  | { readonly kind: 'held' }
  /** The key belongs to a request that says something else. */
  | { readonly kind: 'mismatch' }

/** Keys of different callers and topics never meet. */
export function publishKey(principal: string, topic: string, idempotencyKey: string): string {
  return digest(['publish', principal, topic, idempotencyKey])
}

/**
 * Takes a key for one request: one write when it is new. A refused claim changes nothing. A claim whose answer was
 * lost on the way is known by its owner.
 */
export async function claimKey(keys: PublishKeys, request: KeyedRequest): Promise<KeyClaim> {
  const record = inProgress(
    request,
    Array.from({ length: request.size }, () => null),
  )
  let result = await keys.insert(record, Math.floor(request.now / 1000))
  for (let round = 0; round < MAX_CONTENTION; round += 1) {
    if (result.written) return { kind: 'claimed', record }
    const { found } = result
    if (!found) break
    if (found.owner === request.owner) return { kind: 'claimed', record: found }
    if (found.fingerprint !== request.fingerprint) return { kind: 'mismatch' }
    if (found.state === 'DONE') return { kind: 'replay', record: found }
    if (found.state === 'IN_PROGRESS' && found.leaseUntil > request.now) return { kind: 'held' }
    const taken = inProgress(request, found.receipts)
    result = await keys.replace(taken, found)
    if (result.written) return { kind: 'claimed', record: taken }
  }
  return { kind: 'held' }
}

/** Writes down what SNS said. Nothing happens when another call has taken the key over: it published the same ids. */
export async function settleKey(
  keys: PublishKeys,
  record: PublishKeyRecord,
  receipts: readonly (Receipt | null)[],
  signal: AbortSignal,
): Promise<void> {
  const state = receipts.includes(null) ? 'RETRYABLE' : 'DONE'
  await keys.replace({ ...record, state, receipts }, record, signal)
}

function inProgress(request: KeyedRequest, receipts: readonly (Receipt | null)[]): PublishKeyRecord {
  const { key, owner, fingerprint, now, remainingMilliseconds } = request
  return {
    key,
    state: 'IN_PROGRESS',
    owner,
    leaseUntil: now + Math.max(remainingMilliseconds, 0) + LEASE_GRACE_MILLISECONDS,
    fingerprint,
    receipts,
    expiresAt: Math.floor(now / 1000) + PUBLISH_KEY_RETENTION_SECONDS,
  }
}
