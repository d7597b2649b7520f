import { subscriptionSettings } from '../../topology/settings.ts'
import { HOLD_SECONDS, lettingGo } from '../dead-letter/hold-messages.ts'
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

export interface ActingDependencies extends RedriveDependencies {
  /** Does what moves letters, and leaves a record of it, of all that `onSent` was told of. */
  act(move: (onSent?: RedriveDependencies['onSent']) => Promise<MovedSome>): Promise<MovedSome>
}

/**
 * Redrives what there is time for, and room in its group, oldest first. What is not moved is shown to others again. When
 * a move fails after others went well, the rest is left for the next step, which then meets the failure.
 */
export async function moveSome(
  deps: ActingDependencies,
  selection: Selection,
  options: StepOptions,
  before: RedriveProgress | undefined,
): Promise<MovedSome> {
  const left = before && !options.discardDone ? before.alreadyDone : 0
  const expected = before && before.remaining + left
  const inHand = await takeSelected(deps, selection, before?.newest, expected)
  const at = before ?? { ...BEGIN, newest: inHand.newest }
  const lacking = Math.max(0, (expected ?? 0) - inHand.selected.length)
  const hidden = mayBeHidden(deps, at) ? lacking : 0
  const move = (onSent?: RedriveDependencies['onSent']) =>
    moveHeld({ ...deps, onSent }, inHand, options, at, hidden)
  if (before?.remaining === 0) {
    const more = Math.max(0, inHand.selected.length - left)
    if (more === 0 || isTooEarly(deps, options, before)) return await lookedOnly(deps, inHand, before, more)
  }
  const messages = inHand.held.map(({ message }) => message)
  return await lettingGo(deps.deadLetters, messages, () => deps.act(move))
}

/** A last look, which finds no more than it knew of, or more than may go back already. It is no act. */
async function lookedOnly(
  deps: RedriveDependencies,
  { held }: InHand,
  before: RedriveProgress,
  remaining: number,
): Promise<MovedSome> {
  await releaseDeadLetters(deps, held)
  return { redriven: [], alreadyDone: [], notFound: [], progress: { ...before, remaining } }
}

const isTooEarly = (
  { clock }: RedriveDependencies,
  { perSecond }: StepOptions,
  { movedAt }: RedriveProgress,
): boolean => perSecond !== undefined && clock.now() < movedAt + 1_000 / perSecond

/** `hidden`: how many more there are. */
async function moveHeld(
  deps: RedriveDependencies,
  inHand: InHand,
  options: StepOptions,
  at: RedriveProgress,
  hidden: number,
): Promise<MovedSome> {
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
    remaining: inHand.selected.length - moved.length - done.length + hidden,
    // Those that are left are met again by every step, those that were deleted are not.
    alreadyDone: done.length + (options.discardDone ? at.alreadyDone : 0),
    movedAt: moved.length > 0 ? deps.clock.now() : at.movedAt,
    inGroup: at.inGroup + moved.length,
  }
  return { redriven: moved, alreadyDone: done, notFound: inHand.notFound, progress }
}

/** Nobody has a letter in hand for longer: what does not show itself after that was redriven or deleted by others. */
const mayBeHidden = ({ clock }: RedriveDependencies, { movedAt }: RedriveProgress): boolean =>
  clock.now() <= movedAt + HOLD_SECONDS * 1_000

async function moveChunks(
  deps: RedriveDependencies,
  { selected }: InHand,
  { progressive = false, perSecond, discardDone = false, onProgress }: StepOptions,
  at: RedriveProgress,
) {
  const until = deps.clock.now() + MOVING_MILLISECONDS
  const { ordered } = subscriptionSettings(deps.topology, deps.subscription)
  const [moved, done, discarded]: [DeadLetter[], DeadLetter[], DeadLetter[]] = [[], [], []]
  try {
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
      if (result.failure !== undefined) throw result.failure
      if (result.moved.length < wanted.length) break
    }
    await runBounded(discardDone ? done : [], AT_ONCE, async (letter) => {
      await deps.deadLetters.delete(letter.message.receiptHandle)
      discarded.push(letter)
    })
    return { moved, done, discarded }
  } catch (failure) {
    return { moved, done, discarded, failure }
  }
}
