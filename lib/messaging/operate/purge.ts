import {
  type DeadLetter,
  type DeadLetterDependencies,
  releaseDeadLetters,
} from '../dead-letter/list-dead-letters.ts'
import type { ReceivedMessage } from '../ports.ts'
import { notFound, type Selection } from '../redrive/selection.ts'
import { takeSelected } from '../redrive/take-selected.ts'
import { runBounded } from '../run-bounded.ts'
import { type AuditDependencies, audited } from './audit.ts'
import { inWords, keysOf } from './letters-in-log.ts'

const AT_ONCE = 10

export interface PurgeOptions {
  /** Which of those that are selected may go. @default - all that are there by now */
  readonly isConfirmed?: (message: ReceivedMessage) => boolean
  readonly onProgress?: (done: number, of: number) => void
}

export interface PurgeResult {
  readonly purged: readonly DeadLetter[]
  /** Ids of the selection that no dead letter has which may go. */
  readonly notFound: readonly string[]
}

/**
 * Deletes dead letters for good, at most 10,000 of them; those that are not selected stay. The ledger still knows that
 * their events died, and of what.
 */
export function purge(
  deps: DeadLetterDependencies & AuditDependencies,
  selection: Selection,
  { isConfirmed = () => true, onProgress }: PurgeOptions = {},
): Promise<PurgeResult> {
  const { subscription } = deps
  const detail = { selection: inWords(selection) }
  return audited(deps, { act: 'purge', subscription, detail }, async ({ touch, tell }) => {
    const { held, selected } = await takeSelected(deps, selection, undefined)
    const confirmed = selected.filter(({ message }) => isConfirmed(message))
    const purged: DeadLetter[] = []
    try {
      await deleteAll(deps, confirmed, async (letter) => {
        purged.push(letter)
        onProgress?.(purged.length, confirmed.length)
        for (const key of keysOf(letter)) await touch(key)
      })
    } finally {
      tell({ purged: purged.length })
      await releaseDeadLetters(
        deps,
        held.filter((letter) => !purged.includes(letter)),
      )
    }
    return { purged, notFound: notFound(confirmed, selection) }
  })
}

/** After a failure none is begun, and those that are under way are waited for: nothing is deleted behind its back. */
async function deleteAll(
  { deadLetters }: DeadLetterDependencies,
  letters: readonly DeadLetter[],
  onDeleted: (letter: DeadLetter) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  await runBounded(letters, AT_ONCE, async (letter) => {
    if (failures.length > 0) return
    try {
      await deadLetters.delete(letter.message.receiptHandle)
      await onDeleted(letter)
    } catch (error) {
      failures.push(error)
    }
  })
  if (failures.length > 0) throw failures[0]
}
