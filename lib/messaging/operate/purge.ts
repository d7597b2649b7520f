import {
  type DeadLetter,
  type DeadLetterDependencies,
  releaseDeadLetters,
} from '../dead-letter/list-dead-letters.ts'
import type { Selection } from '../redrive/selection.ts'
import { takeSelected } from '../redrive/take-selected.ts'
import { runBounded } from '../run-bounded.ts'
import { type AuditDependencies, audited } from './audit.ts'
import { eventKeys, inWords } from './audited-redrive.ts'

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
    const { held, selected, notFound } = await takeSelected(deps, selection, undefined)
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
    const result = { purged, notFound }
    return { result, events: eventKeys(purged), detail: { purged: purged.length } }
  })
}
