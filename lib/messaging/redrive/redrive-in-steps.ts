import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import { type RedrivenEvent, redrivenEvent, type Stop } from './await-redriven.ts'
import type { MovedSome, StepOptions } from './move-some.ts'
import type { RedriveResult } from './redrive.ts'
import { type RedriveStep, redriveStep, type StepDependencies } from './redrive-step.ts'
import type { Selection } from './selection.ts'

export interface SteppedResult extends RedriveResult {
  /** Why the rest was left where it is; undefined when all went through. */
  readonly stopped?: {
    readonly reason: Stop['reason']
    readonly letter: DeadLetter
  }
}

/** The whole of a redrive, for whoever stays with it: step after step, until it is over. */
export async function redriveInSteps(
  deps: Omit<StepDependencies, 'redriven'>,
  selection: Selection,
  options: StepOptions & { readonly patienceSeconds?: number },
): Promise<SteppedResult> {
  const redriven: DeadLetter[] = []
  /** By message: one that is left is met by every step. */
  const done = new Map<string, DeadLetter>()
  const stepDeps: StepDependencies = {
    ...deps,
    redriven: async () => redriven.flatMap(redrivenEvent),
    act: async (move): Promise<MovedSome> => {
      const result = await deps.act(move)
      redriven.push(...result.redriven)
      for (const letter of result.alreadyDone) done.set(letter.message.messageId, letter)
      return result
    },
  }
  const first = await redriveStep(stepDeps, selection, options)
  let last: RedriveStep = first
  while (!last.isOver) last = await redriveStep(stepDeps, selection, options, last.progress)
  const letter = redriven.find((each) => isOf(last.stopped?.event, each))
  return {
    ...{ redriven, alreadyDone: [...done.values()], notFound: first.notFound },
    ...(last.stopped && letter && { stopped: { reason: last.stopped.reason, letter } }),
  }
}

const isOf = (event: RedrivenEvent | undefined, letter: DeadLetter): boolean =>
  redrivenEvent(letter).some(({ key }) => key === event?.key)
