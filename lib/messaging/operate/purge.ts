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
import { eventKeys, inWords } from './audited-edit.ts'

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
  return audited(deps, { act: 'purge', subscription, detail }, async () => {
    const { held, selected } = await takeSelected(deps, selection, undefined)
    const confirmed = selected.filter(({ message }) => isConfirmed(message))
    const purged: DeadLetter[] = []
    try {
      await runBounded(confirmed, AT_ONCE, async (letter) => {
        await deps.deadLetters.delete(letter.message.receiptHandle)
        purged.push(letter)
        onProgress?.(purged.length, confirmed.length)
      })
    } finally {
      await releaseDeadLetters(
        deps,
        held.filter((letter) => !purged.includes(letter)),
      )
    }
    const result = { purged, notFound: notFound(confirmed, selection) }
    return { result, events: eventKeys(purged), detail: { purged: purged.length } }
  })
}
