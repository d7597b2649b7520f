import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import type { RedrivenEvent, Stop } from './await-redriven.ts'
import { identity, type RedriveDependencies, type RedriveOptions, type RedriveResult } from './redrive.ts'
import type { RedriveProgress } from './redrive-progress.ts'
import { redriveStep } from './redrive-step.ts'
import type { Selection } from './selection.ts'

export interface ProgressiveResult extends RedriveResult {
  /** Why the rest was left where it is; undefined when all went through. */
  readonly stopped?: {
    readonly reason: Stop['reason']
    readonly letter: DeadLetter
  }
}

/**
 * Redrives one, then ten, a hundred, and the rest, step by step, and waits each time until all of them are handled. Stops
 * at the first that dies of the same cause again, or is not handled within `patienceSeconds`.
 */
export async function redriveProgressively(
  deps: RedriveDependencies,
  selection: Selection,
  {
    patienceSeconds,
    ...options
  }: Omit<RedriveOptions, 'limit' | 'dryRun' | 'except'> & { readonly patienceSeconds: number },
): Promise<ProgressiveResult> {
  const redriven: DeadLetter[] = []
  const stepDeps = {
    ...deps,
    redriven: async () => redriven.flatMap(redrivenEvent),
    act: async <T extends Pick<RedriveResult, 'redriven'>>(move: () => Promise<T>): Promise<T> => {
      const result = await move()
      redriven.push(...result.redriven)
      return result
    },
  }
  let progress: RedriveProgress | undefined
  let missing: readonly string[] | undefined
  for (;;) {
    const step = await redriveStep(
      stepDeps,
      selection,
      { ...options, progressive: true, patienceSeconds },
      progress,
    )
    progress = step.progress
    missing ??= step.notFound
    if (!step.isOver) continue
    const { alreadyDone, stopped } = step
    const letter = redriven.find((each) => identity(each) === stopped?.event.key)
    const result = { redriven, alreadyDone, notFound: missing }
    return stopped && letter ? { ...result, stopped: { reason: stopped.reason, letter } } : result
  }
}

/** None for what is no event, of which the ledger will know nothing. */
export function redrivenEvent(letter: DeadLetter): readonly RedrivenEvent[] {
  if (!letter.event) return []
  return [{ key: identity(letter), ...(letter.cause && { cause: letter.cause.code }) }]
}
