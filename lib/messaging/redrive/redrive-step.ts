import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import { awaitRedriven, type RedrivenEvent, type Stop } from './await-redriven.ts'
import {
  type ActingDependencies,
  MOVING_MILLISECONDS,
  type MovedSome,
  moveSome,
  type StepOptions,
} from './move-some.ts'
import { isComplete, nextGroup, type RedriveProgress } from './redrive-progress.ts'
import type { Selection } from './selection.ts'

export interface StepDependencies extends ActingDependencies {
  /** Events that the steps of this redrive sent back so far, in an order that stays. */
  redriven(): Promise<readonly RedrivenEvent[]>
}

/** What one step did. */
export interface RedriveStep {
  readonly redriven: readonly DeadLetter[]
  readonly alreadyDone: readonly DeadLetter[]
  /** Of the first step: ids of the selection that no dead letter had when the redrive began. */
  readonly notFound: readonly string[]
  /** Sent back, and neither handled nor dead again yet. */
  readonly waiting: number
  readonly stopped?: Stop
  /** How far the redrive is. */
  readonly progress: RedriveProgress
  readonly isOver: boolean
}

/** How long a group of a progressive redrive may take, where nobody says. */
const PATIENCE_SECONDS = 300

/**
 * The next few seconds of a redrive, wherever the one before was made: letters go back; of a progressive redrive one,
 * then ten, a hundred, and the rest, each group once all of the group before are handled. It stops at the first that dies
 * of the same cause again, or is not handled in time, so that a mistake that is not mended yet costs one attempt and not
 * thousands.
 */
export async function redriveStep(
  deps: StepDependencies,
  selection: Selection,
  { patienceSeconds = PATIENCE_SECONDS, ...options }: StepOptions & { readonly patienceSeconds?: number },
  before?: RedriveProgress,
): Promise<RedriveStep> {
  const until = deps.clock.now() + MOVING_MILLISECONDS
  const moves: MovedSome[] = []
  let progress = before
  for (;;) {
    if (progress && options.progressive && isComplete(progress)) {
      const { settled, ...awaited } = await awaitRedriven(deps, await deps.redriven(), progress, {
        until,
        patienceSeconds,
      })
      progress = { ...progress, settled }
      const isOver =
        awaited.stopped !== undefined ||
        (awaited.waiting === 0 && isLast(selection, progress, progress.inGroup))
      if (isOver || awaited.waiting > 0) return stepOf(before, moves, progress, { ...awaited, isOver })
      progress = nextGroup(progress)
    }
    if (progress && (await isTooEarly(deps, options, progress))) {
      return stepOf(before, moves, progress, { waiting: 0, isOver: false })
    }
    const at = progress
    const move = await moveSome(deps, selection, options, at)
    moves.push(move)
    progress = move.progress
    if (!options.progressive) {
      const isOver = isLast(selection, progress, move.redriven.length)
      if (isOver || progress.remaining > 0 || deps.clock.now() > until) {
        return stepOf(before, moves, progress, { waiting: 0, isOver })
      }
    } else if (!isComplete(progress)) {
      return stepOf(before, moves, progress, { waiting: progress.inGroup, isOver: false })
    }
  }
}

/**
 * Whether nothing can be left. Once all that were seen have gone back, others may show themselves: SQS gives no more than
 * ten of a message group, and hides the rest until these are gone. So one more look must find none, unless each was named.
 */
const isLast = (selection: Selection, { remaining }: RedriveProgress, moved: number): boolean =>
  remaining === 0 && (moved === 0 || (selection !== 'all' && 'ids' in selection))

/** Keeps the pace from one step to the next, with nothing in hand. A last look need not wait. */
async function isTooEarly(
  { clock }: StepDependencies,
  { perSecond }: StepOptions,
  { movedAt, remaining }: RedriveProgress,
): Promise<boolean> {
  if (perSecond === undefined || remaining === 0) return false
  const wait = movedAt + 1_000 / perSecond - clock.now()
  if (wait > 0) await clock.sleep(Math.min(wait, MOVING_MILLISECONDS))
  return wait > MOVING_MILLISECONDS
}

function stepOf(
  before: RedriveProgress | undefined,
  moves: readonly MovedSome[],
  progress: RedriveProgress,
  more: Pick<RedriveStep, 'waiting' | 'stopped' | 'isOver'>,
): RedriveStep {
  return {
    redriven: moves.flatMap(({ redriven }) => redriven),
    alreadyDone: moves.findLast(({ alreadyDone }) => alreadyDone.length > 0)?.alreadyDone ?? [],
    notFound: before ? [] : (moves[0]?.notFound ?? []),
    ...more,
    progress,
  }
}
