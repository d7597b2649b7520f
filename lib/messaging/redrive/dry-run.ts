import { type DeadLetterDependencies, withDeliveries } from '../dead-letter/list-dead-letters.ts'
import { lookAtSelected } from './look-at-selected.ts'
import { isDone, type RedriveResult } from './redrive.ts'
import type { Selection } from './selection.ts'

/** What a redrive would do now: `redriven` are those that would go back. All of them stay where they are. */
export async function dryRun(deps: DeadLetterDependencies, selection: Selection): Promise<RedriveResult> {
  const { selected, notFound } = await lookAtSelected(deps, selection)
  const letters = await withDeliveries(deps, selected)
  return {
    redriven: letters.filter((letter) => !isDone(letter)),
    alreadyDone: letters.filter(isDone),
    notFound,
  }
}
