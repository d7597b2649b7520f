import { holdMessages, lettingGo } from '../dead-letter/hold-messages.ts'
import {
  asDeadLetter,
  type DeadLetter,
  type DeadLetterDependencies,
  oldestFirst,
  releaseDeadLetters,
  withCauses,
} from '../dead-letter/list-dead-letters.ts'
import { lookAgain } from '../dead-letter/look-again.ts'
import type { ReceivedMessage } from '../ports.ts'
import { isSelected, notFound, type Selection } from './selection.ts'

/** As many as a step takes in hand. */
const MAX_LETTERS = 10_000

/**
 * What has died since a redrive began is left alone, so that nothing is redriven twice; what is hidden when it begins,
 * in the hands of others or behind its message group, is not. The two are told apart by SQS's stamps. Those of letters
 * that are seen are exact; a time by the clock here must be so long ago that no clock is that wrong.
 */
const SURELY_BEFORE_MILLISECONDS = 15 * 60 * 1_000

/** What a step has in hand. */
export interface InHand {
  readonly held: readonly DeadLetter[]
  /** Of these, oldest first: meant, and dead since before the redrive began. Without the word of the ledger. */
  readonly selected: readonly DeadLetter[]
  /** SQS's stamp of the newest one that it means, fixed when the redrive begins. */
  readonly newest: number
  /** Ids of the selection that none of them has. */
  readonly notFound: readonly string[]
}

/**
 * Takes dead letters in hand, again after a moment when some that are meant seem to be in the hands of others: none is
 * there, not all that are named, or, in a redrive that goes on, fewer than `expected`.
 */
export async function takeSelected(
  deps: DeadLetterDependencies,
  selection: Selection,
  newest?: number,
  expected = 0,
): Promise<InHand> {
  return await lookAgain(deps.clock, {
    look: () => take(deps, selection, newest),
    isEnough: ({ selected: { length }, notFound: lacking }) =>
      newest === undefined ? length > 0 && lacking.length === 0 : length >= expected,
    letGo: ({ held }) => releaseDeadLetters(deps, held),
  })
}

async function take(
  deps: DeadLetterDependencies,
  selection: Selection,
  before: number | undefined,
): Promise<InHand> {
  const { messages } = await holdMessages(deps.deadLetters, MAX_LETTERS)
  const seen = messages.map(asDeadLetter).sort(oldestFirst)
  const choosesByCause = selection !== 'all' && !('ids' in selection)
  const letters = choosesByCause
    ? await lettingGo(deps.deadLetters, messages, () => withCauses(deps, seen))
    : seen
  const newest = before ?? newestOf(messages, deps.clock.now())
  const selected = letters.filter(
    (letter) => letter.message.sentAt <= newest && isSelected(letter, selection),
  )
  return { held: letters, selected, newest, notFound: notFound(selected, selection) }
}

function newestOf(messages: readonly ReceivedMessage[], now: number): number {
  const stamps = messages.map(({ sentAt }) => sentAt)
  return stamps.reduce(
    (newest, stamp) => Math.max(newest, stamp),
    Math.max(0, now - SURELY_BEFORE_MILLISECONDS),
  )
}
