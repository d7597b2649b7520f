import {
  type DeadLetter,
  type DeadLetterDependencies,
  listDeadLetters,
} from '../messaging/dead-letter/list-dead-letters.ts'
import { quote } from '../messaging/printable.ts'
import { isSelected } from '../messaging/redrive/selection.ts'
import { UsageError } from './usage-error.ts'

/** As many as are looked through for the one. */
const MAX_LOOK = 10_000

/** @throws UsageError when the subscription has no dead letter of this event or message id */
export async function findDeadLetter(deps: DeadLetterDependencies, id: string): Promise<DeadLetter> {
  const letters = await listDeadLetters(deps, MAX_LOOK)
  const found = letters.find((letter) => isSelected(letter, { ids: [id] }))
  if (found) return found
  const { subscription } = deps
  throw new UsageError(
    `${subscription} has no dead letter ${quote(id)}. See them all: npx omnibus dead-letters list ${subscription}`,
  )
}
