import type { DeadLetterDependencies } from '../dead-letter/list-dead-letters.ts'
import { lookAtSelected } from '../redrive/look-at-selected.ts'
import type { Selection } from '../redrive/selection.ts'
import type { AuditDependencies } from './audit.ts'
import { type PurgeOptions, type PurgeResult, purge } from './purge.ts'

/**
 * Looks how many dead letters are selected, asks whether they may go, and purges those and no others: what dies while
 * somebody thinks about it stays, and so does what nobody was asked about. `confirm` rejects to leave them all.
 */
export async function purgeConfirmed(
  deps: DeadLetterDependencies & AuditDependencies,
  selection: Selection,
  confirm: (count: number) => Promise<void>,
  onProgress?: PurgeOptions['onProgress'],
): Promise<PurgeResult> {
  const { selected, notFound } = await lookAtSelected(deps, selection)
  if (selected.length === 0) return { purged: [], notFound }
  await confirm(selected.length)
  const seen = new Set(selected.map(({ message }) => message.messageId))
  return await purge(deps, selection, {
    isConfirmed: ({ messageId }) => seen.has(messageId),
    ...(onProgress && { onProgress }),
  })
}
