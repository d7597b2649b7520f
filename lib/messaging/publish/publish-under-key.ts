import { digest, fingerprint } from '../fingerprint.ts'
import type { Clock, Logger, Random, Receipt, SendResult } from '../ports.ts'
import { Problem } from '../problem.ts'
import { withTimeLimit } from '../time-limit.ts'
import type { PublishKeys } from './ports.ts'
import type { Prepared } from './prepare-events.ts'
import { claimKey, type KeyClaim, type KeyedRequest, settleKey } from './publish-key.ts'

interface KeyDependencies {
  readonly keys: PublishKeys
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Time to answer, kept back from the time to write the results down. */
const ANSWER_MILLISECONDS = 1_000

/** What identifies a request to its repeats, and when it ends at the latest, in milliseconds since 1970. */
export interface RequestKey {
  readonly key: string
  readonly endsAt: number
}

/**
 * Publishes what was not published under this key before, and gives the result of every event: from now, or from
 * then. `replayed`: all of it is from then.
 * @throws Problem when nothing was published: the key is in use, or was for something else, or cannot be looked up
 */
export async function publishUnderKey(
  deps: KeyDependencies,
  { key, endsAt }: RequestKey,
  prepared: readonly Prepared[],
  send: (unpublished: readonly Prepared[]) => Promise<readonly SendResult[]>,
): Promise<{ readonly results: readonly SendResult[]; readonly replayed: boolean }> {
  const now = deps.clock.now()
  const claim = await takeKey(deps.keys, {
    key,
    owner: deps.random.uuid(),
    fingerprint: requestFingerprint(prepared),
    size: prepared.length,
    now,
    remainingMilliseconds: endsAt - now,
  })
  const { receipts } = claim.record
  if (claim.kind === 'replay') return { results: receipts.map(asResult), replayed: true }
  const sent = (await send(prepared.filter((_entry, index) => receipts[index] === null))).values()
  const results = receipts.map((receipt) =>
    receipt === null ? (sent.next().value as SendResult) : asResult(receipt),
  )
  // The events are out, so the answer is theirs: a repeat then finds the lease, and after it sends the same ids again.
  await withTimeLimit(deps.clock, endsAt - ANSWER_MILLISECONDS - deps.clock.now(), (signal) =>
    settleKey(deps.keys, claim.record, results.map(receiptOf), signal),
  ).catch((error: Error) => deps.logger.warn('publish key not settled', { reason: error.name }))
  return { results, replayed: false }
}

async function takeKey(
  keys: PublishKeys,
  request: KeyedRequest,
): Promise<Extract<KeyClaim, { readonly record: unknown }>> {
  const claim = await claimKey(keys, request).catch((cause: unknown) => {
    throw new Problem(
      'unavailable',
      'The ledger of idempotency keys does not answer. Nothing was published: send the same request again.',
      [],
      { cause },
    )
  })
  if (claim.kind === 'held') {
    throw new Problem(
      'in-progress',
      'A request with this Idempotency-Key is at work, or was cut off less than half a minute ago. Send the same request again to get its answer.',
    )
  }
  if (claim.kind === 'mismatch') {
    throw new Problem(
      'key-reused',
      'This Idempotency-Key was used for other events. Nothing was published: send these under a key of their own.',
    )
  }
  return claim
}

/** Time, trace and causation may differ between repeats; what is said, and the name it goes by, may not. */
function requestFingerprint(prepared: readonly Prepared[]): string {
  const parts = prepared.flatMap(({ event }) => {
    const { source, id } = event.attributes
    return [source, id, fingerprint(event)]
  })
  return digest(parts)
}

function asResult(receipt: Receipt | null): SendResult {
  // Unreachable for a replay: DONE means that every event has its receipt.
  if (receipt === null) throw new Error('A settled publish key lacks a receipt.')
  return { ok: true, ...receipt }
}

function receiptOf(result: SendResult): Receipt | null {
  if (!result.ok) return null
  const { ok: _ok, ...receipt } = result
  return receipt
}
