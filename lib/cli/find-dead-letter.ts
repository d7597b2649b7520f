import { findDeadLetter as find } from '../messaging/dead-letter/find-dead-letter.ts'
import type { DeadLetter, DeadLetterDependencies } from '../messaging/dead-letter/list-dead-letters.ts'
import { quote } from '../messaging/printable.ts'
import { isSelected } from '../messaging/redrive/selection.ts'
import { UsageError } from './usage-error.ts'

/** @throws UsageError when the subscription has no dead letter of this event or message id */
export async function findDeadLetter(deps: DeadLetterDependencies, id: string): Promise<DeadLetter> {
  const found = await find(deps, id, (letter) => isSelected(letter, { ids: [id] }))
  if (found) return found
  const { subscription } = deps
  throw new UsageError(
    `${subscription} has no dead letter ${quote(id)}. See them all: npx omnibus dead-letters list ${subscription}`,
  )
}
