import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import type { DeliveryRecord } from '../ports.ts'
import {
  identity,
  type RedriveDependencies,
  type RedriveOptions,
  type RedriveResult,
  redrive,
} from './redrive.ts'
import type { Selection } from './selection.ts'

/** How many are tried before the next, larger group. */
const GROUPS = [1, 10, 100, Number.POSITIVE_INFINITY]
const POLL_MILLISECONDS = 1_000

export interface ProgressiveResult extends RedriveResult {
  /** Why the rest was left where it is; undefined when all went through. */
  readonly stopped?: {
    readonly reason: 'same-cause' | 'not-handled-in-time'
    readonly letter: DeadLetter
  }
}

/**
 * Redrives one, then ten, a hundred, and the rest, and waits each time until all of them are handled. Stops at the
 * first that dies of the same cause again, or is not handled within `patienceSeconds`, so that a mistake that is not
 * mended yet costs one attempt and not thousands.
 */
export async function redriveProgressively(
  deps: RedriveDependencies,
  selection: Selection,
  {
    patienceSeconds,
    ...options
  }: Omit<RedriveOptions, 'limit' | 'dryRun'> & { readonly patienceSeconds: number },
): Promise<ProgressiveResult> {
  const redriven: DeadLetter[] = []
  for (const limit of GROUPS) {
    const startedAt = deps.clock.now()
    const group = await redrive(deps, selection, { ...options, limit, except: redriven.map(identity) })
    redriven.push(...group.redriven)
    const stopped = await firstFailure(deps, group.redriven, startedAt, patienceSeconds * 1_000)
    if (stopped || group.redriven.length < limit) {
      return { ...group, redriven, ...(stopped && { stopped }) }
    }
  }
  throw new Error('Unreachable: the last group has no limit.')
}

async function firstFailure(
  deps: RedriveDependencies,
  letters: readonly DeadLetter[],
  startedAt: number,
  patience: number,
): Promise<ProgressiveResult['stopped']> {
  let waiting = letters
  for (;;) {
    const still: DeadLetter[] = []
    for (const letter of waiting) {
      const record = await recordOf(deps, letter)
      if (record?.state === 'DONE') continue
      // Every delivery has an owner of its own, so no clock has to say which death this is.
      const diedAgain = record?.state === 'DEAD' && record.owner !== letter.delivery?.owner
      if (diedAgain && record.cause?.code === letter.cause?.code) return { reason: 'same-cause', letter }
      if (!diedAgain) still.push(letter)
    }
    const [first] = still
    if (!first) return undefined
    if (deps.clock.now() > startedAt + patience) return { reason: 'not-handled-in-time', letter: first }
    await deps.clock.sleep(POLL_MILLISECONDS)
    waiting = still
  }
}

/** Undefined for what is no event, of which the ledger knows nothing. */
async function recordOf(
  { ledger, clock, subscription }: RedriveDependencies,
  letter: DeadLetter,
): Promise<DeliveryRecord | undefined> {
  if (!letter.event) return undefined
  const records = await ledger.find(identity(letter), Math.floor(clock.now() / 1_000))
  return records.find((record) => record.subscription === subscription)
}
