import type { Clock } from '../ports.ts'

/** The lease outlives the function by this much: Lambda kills a sandbox up to about 0.7 s late. */
const LEASE_GRACE_MILLISECONDS = 2_000
/** Kept for ending a batch in good order, or a fifth of the time where that is less. */
const MARGIN_MILLISECONDS = 1_000

/**
 * How long an invocation may go on. First the signal tells the handlers, then the runner answers without those that
 * did not listen, so that Lambda never has to end the batch: a timeout gives no partial answer.
 */
export interface Deadline {
  /** Aborts while there is still time to end in good order. */
  readonly signal: AbortSignal
  readonly leaseUntil: number
  /** False when what has taken `longest` before would not end in time. */
  hasTimeFor(longestMilliseconds: number): boolean
  /** Rejects with OutOfTime when a handler did not listen to the signal. */
  readonly exceeded: Promise<never>
  /** Resolves when the batch must be answered, whatever still hangs; never, once closed. */
  readonly over: Promise<void>
  close(): void
}

/** The handler went on after its signal was aborted. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

export function startDeadline(clock: Clock, remainingMilliseconds: number): Deadline {
  const remaining = Math.max(remainingMilliseconds, 0)
  const margin = Math.min(MARGIN_MILLISECONDS, remaining / 5)
  const startedAt = clock.now()
  const handlers = new AbortController()
  const timers = new AbortController()
  const reason = new OutOfTime('The handler had not ended when the function ran out of time.')
  const exceeded = Promise.withResolvers<never>()
  const over = Promise.withResolvers<void>()
  exceeded.promise.catch(() => undefined)
  countDown(clock, timers.signal, [
    { after: remaining - margin, run: () => handlers.abort(reason) },
    { after: margin / 2, run: () => exceeded.reject(reason) },
    { after: margin / 4, run: () => over.resolve() },
  ]).catch(over.resolve)
  return {
    signal: handlers.signal,
    leaseUntil: startedAt + remaining + LEASE_GRACE_MILLISECONDS,
    hasTimeFor: (longest) => clock.now() + longest < startedAt + remaining - margin,
    exceeded: exceeded.promise,
    over: over.promise,
    close: () => timers.abort(),
  }
}

async function countDown(
  clock: Clock,
  closed: AbortSignal,
  stages: readonly { readonly after: number; readonly run: () => void }[],
): Promise<void> {
  for (const { after, run } of stages) {
    await clock.sleep(after, closed)
    if (closed.aborted) return
    run()
  }
}
