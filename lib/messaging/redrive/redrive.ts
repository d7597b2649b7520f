import type { Topology } from '../../topology/types.ts'
import { HOLD_SECONDS } from '../dead-letter/hold-messages.ts'
import {
  type DeadLetter,
  type DeadLetterDependencies,
  holdDeadLetters,
  releaseDeadLetters,
} from '../dead-letter/list-dead-letters.ts'
import { eventKey } from '../fingerprint.ts'
import type { Queue, Random } from '../ports.ts'
import { moveLetters } from './move-letters.ts'
import { isSelected, notFound, type Selection } from './selection.ts'

export interface RedriveDependencies extends DeadLetterDependencies {
  readonly topology: Topology
  /** The subscription's own queue. */
  readonly queue: Queue
  readonly random: Random
}

export interface RedriveOptions {
  /** Only says what it would do. */
  readonly dryRun?: boolean
  /** At most so many a second. @default - as fast as SQS takes them */
  readonly perSecond?: number
  /** At most so many. @default - all that are selected */
  readonly limit?: number
  /** Deletes those whose event is handled already: nothing of them is needed any more. */
  readonly discardDone?: boolean
  /** Identities of those that are not to be touched. */
  readonly except?: Iterable<string>
  readonly onProgress?: (done: number, of: number) => void
}

export interface RedriveResult {
  readonly redriven: readonly DeadLetter[]
  /** Selected, but a copy of their event was handled meanwhile: they are not redriven. */
  readonly alreadyDone: readonly DeadLetter[]
  /** Ids of the selection that no dead letter has. */
  readonly notFound: readonly string[]
}

/** As many as one call takes in hand: what is left is for the next call. */
const MAX_LETTERS = 10_000
/** Before what is in hand is shown to others again. */
const MAX_MOVING_MILLISECONDS = (HOLD_SECONDS - 30) * 1_000

/**
 * Puts dead letters back on their subscription's queue, oldest first: sent, confirmed, and only then deleted, so that
 * a crash at any point loses none. One that was sent but not deleted is sent again next time; the ledger absorbs it.
 * What dies again meanwhile is not touched twice.
 */
export async function redrive(
  deps: RedriveDependencies,
  selection: Selection,
  options: RedriveOptions = {},
): Promise<RedriveResult> {
  const touched = new Set(options.except)
  const redriven: DeadLetter[] = []
  const done: DeadLetter[] = []
  for (;;) {
    const held = await holdDeadLetters(deps, MAX_LETTERS)
    const selected = held.filter((letter) => isSelected(letter, selection))
    const alreadyDone = selected.filter(isDone)
    const waiting = selected.filter((letter) => !isDone(letter) && !touched.has(identity(letter)))
    const wanted = waiting.slice(0, (options.limit ?? MAX_LETTERS) - redriven.length)
    const discarded = options.discardDone && !options.dryRun ? alreadyDone : []
    for (const { message } of discarded) await deps.deadLetters.delete(message.receiptHandle)
    const rest = held.filter((letter) => !discarded.includes(letter))
    const moved = await moveAll(deps, rest, options.dryRun ? [] : wanted, redriven.length, options)
    done.push(...alreadyDone.filter((letter) => !done.some((other) => isSame(letter, other))))
    redriven.push(...(options.dryRun ? wanted : moved))
    for (const letter of moved) touched.add(identity(letter))
    if (options.dryRun || moved.length === wanted.length) {
      return {
        redriven,
        alreadyDone: done,
        notFound: notFound([...selected, ...done, ...redriven], selection),
      }
    }
    // With nothing in hand, for however long.
    if (options.perSecond !== undefined) await deps.clock.sleep(pauseOf(options))
  }
}

const pauseOf = ({ perSecond }: RedriveOptions): number => (perSecond === undefined ? 0 : 1_000 / perSecond)

/** What stays the same when a dead letter is redriven and dies again. */
export function identity({ event, message }: DeadLetter): string {
  return event ? eventKey(event.attributes.source, event.attributes.id) : message.body
}

const isSame = (one: DeadLetter, other: DeadLetter): boolean =>
  one.message.messageId === other.message.messageId

/** Handled by now, or put right in another way. */
export const isDone = ({ delivery }: DeadLetter): boolean =>
  delivery?.state === 'DONE' || delivery?.state === 'RESOLVED'

/** Moves as many as there is time for, and lets go of everything else that is held. */
async function moveAll(
  deps: RedriveDependencies,
  held: readonly DeadLetter[],
  wanted: readonly DeadLetter[],
  before: number,
  options: RedriveOptions,
): Promise<readonly DeadLetter[]> {
  const { moved, failure } = await moveLetters(deps, wanted, {
    until: deps.clock.now() + MAX_MOVING_MILLISECONDS,
    pause: pauseOf(options),
    onMoved: (count) => options.onProgress?.(before + count, before + wanted.length),
  })
  await releaseDeadLetters(
    deps,
    held.filter((letter) => !moved.includes(letter)),
  )
  if (failure !== undefined) throw failure
  return moved
}
