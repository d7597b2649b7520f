import {
  type DeadLetter,
  type DeadLetterDependencies,
  holdDeadLetters,
  releaseDeadLetters,
} from '../dead-letter/list-dead-letters.ts'
import { isSelected, notFound, type Selection } from '../redrive/selection.ts'
import { runBounded } from '../run-bounded.ts'
import { type AuditDependencies, audited } from './audit.ts'
import { eventKeys, inWords } from './audited-redrive.ts'

/** As many as are deleted before those in hand are shown to others again. */
const MAX_LETTERS = 10_000
const AT_ONCE = 10

export interface PurgeResult {
  readonly purged: readonly DeadLetter[]
  /** Ids of the selection that no dead letter has. */
  readonly notFound: readonly string[]
}

/**
 * Deletes dead letters for good, at most 10,000 of them; those that are not selected stay. The ledger still knows that
 * their events died, and of what.
 */
export function purge(
  deps: DeadLetterDependencies & AuditDependencies,
  selection: Selection,
  onProgress?: (done: number, of: number) => void,
): Promise<PurgeResult> {
  const { subscription } = deps
  const detail = { selection: inWords(selection) }
  return audited(deps, { act: 'purge', subscription, detail }, async () => {
    const held = await holdDeadLetters(deps, MAX_LETTERS)
    const selected = held.filter((letter) => isSelected(letter, selection))
    const purged: DeadLetter[] = []
    try {
      await runBounded(selected, AT_ONCE, async (letter) => {
        await deps.deadLetters.delete(letter.message.receiptHandle)
        purged.push(letter)
        onProgress?.(purged.length, selected.length)
      })
    } finally {
      await releaseDeadLetters(
        deps,
        held.filter((letter) => !purged.includes(letter)),
      )
    }
    const result = { purged, notFound: notFound(selected, selection) }
    return { result, events: eventKeys(purged), detail: { purged: purged.length } }
  })
}
