import { subscriptionSettings } from '../../topology/settings.ts'
import { type DeadLetter, releaseDeadLetters, withDeliveries } from '../dead-letter/list-dead-letters.ts'
import { runBounded } from '../run-bounded.ts'
import { moveLetters } from './move-letters.ts'
import { isDone, type RedriveDependencies } from './redrive.ts'
import { type RedriveProgress, roomIn } from './redrive-progress.ts'
import type { Selection } from './selection.ts'
import { type InHand, takeSelected } from './take-selected.ts'

export interface StepOptions {
  readonly progressive?: boolean
  /** At most so many a second. @default - as fast as SQS takes them */
  readonly perSecond?: number
  /** Deletes those whose event is handled already: nothing of them is needed any more. */
  readonly discardDone?: boolean
  readonly onProgress?: (done: number, of: number) => void
}

/** What one move did, and how far the redrive is after it. */
export interface MovedSome {
  readonly redriven: readonly DeadLetter[]
  /** Selected, and left or deleted: a copy of their event was handled meanwhile. */
  readonly alreadyDone: readonly DeadLetter[]
  readonly notFound: readonly string[]
  readonly progress: RedriveProgress
}

/** How long letters are moved, once they are in hand. */
export const MOVING_MILLISECONDS = 3_000
/** As many are asked of the ledger before they are moved. */
const A_CHUNK = 100
const AT_ONCE = 10

const BEGIN: Omit<RedriveProgress, 'newest'> = {
  ...{ redriven: 0, remaining: 0, alreadyDone: 0, movedAt: 0, group: 0, inGroup: 0, settled: 0 },
}

/**
 * Redrives what there is time for, and room in its group, oldest first. What is not moved is shown to others again. When
 * a move fails after others went well, the rest is left for the next step, which then meets the failure.
 */
export async function moveSome(
  deps: RedriveDependencies,
  selection: Selection,
  options: StepOptions,
  before: RedriveProgress | undefined,
): Promise<MovedSome> {
  const inHand = await takeSelected(deps, selection, before?.newest)
  const at = before ?? { ...BEGIN, newest: inHand.newest }
  const { moved, done, discarded, failure } = await moveChunks(deps, inHand, options, at)
  const gone = new Set([...moved, ...discarded].map(({ message }) => message.messageId))
  await releaseDeadLetters(
    deps,
    inHand.held.filter(({ message }) => !gone.has(message.messageId)),
  )
  if (failure !== undefined && moved.length === 0) throw failure
  const progress = {
    ...at,
    redriven: at.redriven + moved.length,
    remaining: inHand.selected.length - moved.length - done.length,
    // Those that are left are met again by every step, those that were deleted are not.
    alreadyDone: done.length + (options.discardDone ? at.alreadyDone : 0),
    movedAt: moved.length > 0 ? deps.clock.now() : at.movedAt,
    inGroup: at.inGroup + moved.length,
  }
  return { redriven: moved, alreadyDone: done, notFound: inHand.notFound, progress }
}

async function moveChunks(
  deps: RedriveDependencies,
  { selected }: InHand,
  { progressive = false, perSecond, discardDone = false, onProgress }: StepOptions,
  at: RedriveProgress,
) {
  const until = deps.clock.now() + MOVING_MILLISECONDS
  const { ordered } = subscriptionSettings(deps.topology, deps.subscription)
  const moved: DeadLetter[] = []
  const done: DeadLetter[] = []
  for (let from = 0; from < selected.length; from += A_CHUNK) {
    const room = roomIn(at, progressive) - moved.length
    if (room === 0 || (from > 0 && deps.clock.now() > until)) break
    const chunk = await withDeliveries(deps, selected.slice(from, from + A_CHUNK))
    done.push(...chunk.filter(isDone))
    const wanted = chunk.filter((letter) => !isDone(letter)).slice(0, room)
    const result = await moveLetters(deps, wanted, {
      until,
      pause: perSecond === undefined ? 0 : 1_000 / perSecond,
      atOnce: ordered || perSecond !== undefined ? 1 : AT_ONCE,
      onMoved: (count) =>
        onProgress?.(at.redriven + moved.length + count, at.redriven + selected.length - done.length),
    })
    moved.push(...result.moved)
    if (result.failure !== undefined) return { moved, done, discarded: [], failure: result.failure }
    if (result.moved.length < wanted.length) break
  }
  const discarded = discardDone ? done : []
  await runBounded(discarded, AT_ONCE, ({ message }) => deps.deadLetters.delete(message.receiptHandle))
  return { moved, done, discarded }
}
