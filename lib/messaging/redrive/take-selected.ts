import { holdMessages } from '../dead-letter/hold-messages.ts'
import {
  asDeadLetter,
  type DeadLetter,
  type DeadLetterDependencies,
  oldestFirst,
  releaseDeadLetters,
  withCauses,
} from '../dead-letter/list-dead-letters.ts'
import { isSelected, notFound, type Selection } from './selection.ts'

/** As many as a step takes in hand. */
const MAX_LETTERS = 10_000
/** Whoever else looks hides letters for a moment. */
const LOOKS = 3
const PAUSE_MILLISECONDS = 500

/** What a step has in hand. */
export interface InHand {
  readonly held: readonly DeadLetter[]
  /** Of these, oldest first: meant, and dead since before the redrive began. Without the word of the ledger. */
  readonly selected: readonly DeadLetter[]
  /** SQS's stamp of the newest one, when the redrive begins. */
  readonly newest: number
  /** Ids of the selection that none of them has. */
  readonly notFound: readonly string[]
}

/** Takes dead letters in hand, again after a moment when those that are meant seem to be in the hands of others. */
export async function takeSelected(
  deps: DeadLetterDependencies,
  selection: Selection,
  newest: number | undefined,
): Promise<InHand> {
  for (let look = 1; ; look += 1) {
    const inHand = await take(deps, selection, newest)
    const expects = inHand.selected.length === 0 || (newest === undefined && inHand.notFound.length > 0)
    if (!expects || look === LOOKS) return inHand
    await releaseDeadLetters(deps, inHand.held)
    await deps.clock.sleep(PAUSE_MILLISECONDS)
  }
}

async function take(
  deps: DeadLetterDependencies,
  selection: Selection,
  before: number | undefined,
): Promise<InHand> {
  const messages = await holdMessages(deps.deadLetters, MAX_LETTERS)
  const seen = messages.map(asDeadLetter).sort(oldestFirst)
  const choosesByCause = selection !== 'all' && !('ids' in selection)
  const letters = choosesByCause ? await withCauses(deps, seen) : seen
  const newest = before ?? Math.max(0, ...messages.map(({ sentAt }) => sentAt))
  const selected = letters.filter(
    (letter) => letter.message.sentAt <= newest && isSelected(letter, selection),
  )
  return { held: letters, selected, newest, notFound: notFound(selected, selection) }
}
