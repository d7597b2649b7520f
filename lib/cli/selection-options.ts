import type { Command } from 'commander'
import type { Selection } from '../messaging/redrive/selection.ts'
import { UsageError } from './usage-error.ts'

/** How a verb is told which dead letters it is about. */
export interface SelectionOptions {
  readonly id?: readonly string[]
  readonly cause?: string
  readonly all?: boolean
}

export function withSelectionOptions(command: Command): Command {
  return command
    .option('--id <id...>', 'ids of events or messages')
    .option('--cause <code>', 'all with this cause, such as TIMEOUT: the word before the colon in list')
    .option('--all', 'all of the subscription')
}

/** @throws UsageError unless exactly one of them is given */
export function selectionOf({ id, cause, all }: SelectionOptions): Selection {
  const chosen = [id && { ids: id }, cause !== undefined && { cause }, all && ('all' as const)]
  const [selection, ...more] = chosen.filter((each) => each !== undefined && each !== false)
  if (!selection || more.length > 0) {
    throw new UsageError('Say which dead letters: --all, --cause <code>, or --id <id> one or more times.')
  }
  return selection
}
