import { LONGEST_STAY_SECONDS, type SubscriptionSettings } from '../../topology/settings.ts'
import type { RetryPolicy } from '../../topology/types.ts'

/**
 * SQS's twelve hours count from the receipt and refuse a longer delay altogether: less the longest batch window and
 * the longest function.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const MAX_DELAY_SECONDS = 43_200 - 300 - 900

/**
 * Exponential with full jitter: after the n-th attempt a random time up to min × 2^(n-1), capped. Spreads the retries
 * of a downstream that failed for everyone at once.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelaySeconds(policy: Required<RetryPolicy>, attempt: number, fraction: number): number {
  const ceiling = Math.min(
    policy.maxDelaySeconds,
    MAX_DELAY_SECONDS,
    policy.minDelaySeconds * 2 ** (attempt - 1),
  )
  return Math.round(
    Math.min(policy.minDelaySeconds, ceiling) + fraction * Math.max(0, ceiling - policy.minDelaySeconds),
  )
}

/**
 * The wait of a handler that says when to come back, and what it asked for where that is more: never so long that the
 * last of its attempts comes when the queue has forgotten the message.
 */
export function askedDelay(
  { maxAttempts }: Required<RetryPolicy>,
  askedSeconds: number,
): { readonly delaySeconds: number; readonly askedSeconds?: number } {
  const most = Math.min(MAX_DELAY_SECONDS, Math.floor(LONGEST_STAY_SECONDS / maxAttempts))
  return askedSeconds > most
    ? { delaySeconds: most, askedSeconds }
    : { delaySeconds: Math.max(Math.ceil(askedSeconds), 0) }
}

/**
 * How long a delivery waits that never reached its handler, or of which nothing is known. No attempt counts it, so the
 * receipts do: each makes the wait twice as long, and half of it is jitter. At most the policy's longest delay, or two
 * visibility timeouts where that is more: then SQS's own limit of receipts is no sooner reached than if nobody had
 * said anything. And never so long that the last receipt of all comes when the queue has forgotten the message.
 */
export function deferralSeconds(
  { retry, visibilityTimeoutSeconds, maxReceiveCount }: SubscriptionSettings,
  receiveCount: number,
  fraction: number,
): number {
  const ceiling = Math.min(
    Math.max(retry.maxDelaySeconds, 2 * visibilityTimeoutSeconds),
    Math.floor(LONGEST_STAY_SECONDS / maxReceiveCount),
    2 ** (receiveCount - 1),
  )
  return Math.round((ceiling / 2) * (1 + fraction))
}

const MIN_REPEAT_MILLISECONDS = 100
const MAX_REPEAT_MILLISECONDS = 5_000

/** How long to wait within a delivery before the ledger is told the same again: exponential with full jitter. */
export function repeatMilliseconds(refusals: number, fraction: number): number {
  return fraction * Math.min(MAX_REPEAT_MILLISECONDS, MIN_REPEAT_MILLISECONDS * 2 ** (refusals - 1))
}
