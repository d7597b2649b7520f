import { type DeadLetterDependencies, releaseDeadLetters } from '../dead-letter/list-dead-letters.ts'
import type { Selection } from './selection.ts'
import { type InHand, takeSelected } from './take-selected.ts'

/** Looks without taking, as long as who takes would: what is selected stays where it is. */
export async function lookAtSelected(
  deps: DeadLetterDependencies,
  selection: Selection,
): Promise<Pick<InHand, 'selected' | 'notFound'>> {
  const { held, selected, notFound } = await takeSelected(deps, selection, undefined)
  await releaseDeadLetters(deps, held)
  return { selected, notFound }
}
