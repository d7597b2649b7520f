import { attempt, type Connection } from './attempt.ts'
import type { PublishRetry } from './client-options.ts'
import { PublishError } from './publish-error.ts'
import type { PublishRequest } from './publish-request.ts'
import type { PublishResult } from './publish-result.ts'
import type { Outcome } from './read-answer.ts'

/**
 * Sends a request until every event of it is accepted or refused for good, within its attempts and its deadline. All
 * attempts are the same, key and ids included, so none makes a second event of one; of a batch, the endpoint publishes
 * only what it has not yet published under that key.
 * @throws the caller's reason when its signal aborts
 */
export async function publishWithRetries(
  connection: Connection,
  request: PublishRequest,
): Promise<readonly PublishResult[]> {
  const { retry, platform } = connection.settings
  const { clock, random } = platform
  const deadline = clock.now() + retry.deadlineSeconds * 1_000
  let outcomes: readonly Outcome[] = []
  for (let attempts = 1; ; attempts += 1) {
    const timeout = Math.min(retry.attemptTimeoutSeconds * 1_000, deadline - clock.now())
    outcomes = merged(outcomes, await attempt(connection, request, timeout))
    const wait = delayMilliseconds(retry, attempts, outcomes, random.fraction())
    const isLast = attempts >= retry.maxAttempts || clock.now() + wait >= deadline
    if (isLast || !outcomes.some(mayPass)) {
      return outcomes.map((outcome, index) => resultOf(outcome, request, index, attempts))
    }
    await clock.sleep(wait, request.signal)
    request.signal?.throwIfAborted()
  }
}

const mayPass = (outcome: Outcome): boolean => !outcome.accepted && outcome.retriable

/** Accepted once is accepted; and what an attempt left unknown, a later refusal does not settle. */
function merged(earlier: readonly Outcome[], latest: readonly Outcome[]): readonly Outcome[] {
  return latest.map((now, index) => {
    const before = earlier[index]
    if (!before || now.accepted) return now
    if (before.accepted) return before
    return { ...now, mayBePublished: now.mayBePublished || before.mayBePublished }
  })
}

/**
 * Exponential with full jitter, on top of what the endpoint asks for.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function delayMilliseconds(
  { minDelaySeconds, maxDelaySeconds }: Required<PublishRetry>,
  attempts: number,
  outcomes: readonly Outcome[],
  fraction: number,
): number {
  const asked = outcomes.map((outcome) => (outcome.accepted ? 0 : (outcome.retryAfterSeconds ?? 0)))
  const ceiling = Math.min(maxDelaySeconds, minDelaySeconds * 2 ** (attempts - 1))
  return (asked.reduce((a, b) => Math.max(a, b), 0) + fraction * ceiling) * 1_000
}

function resultOf(
  outcome: Outcome,
  { topic, callKeys }: PublishRequest,
  index: number,
  attempts: number,
): PublishResult {
  if (outcome.accepted) return outcome
  return {
    accepted: false,
    error: new PublishError(outcome, { topic, key: callKeys[index] ?? '', attempts }),
  }
}
