import type { RedriveRequest } from '../../../../lib/console-api/answers.ts'
import { desk } from '../../desk.ts'
import { NOTHING_YET, type RedriveProgress, redriveToEnd } from './redrive-loop.ts'

/** A redrive that this window drives, or has driven. */
export interface RedriveRun {
  readonly request: RedriveRequest
  readonly progress: RedriveProgress
  readonly stop: AbortController
}

/** By subscription, one each. They live beside the pages: a redrive goes on while one looks at another page. */
const runs = new Map<string, RedriveRun>()
const listeners = new Set<() => void>()
const PAUSE_MILLISECONDS = 1_000

export function listenToRedrives(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const redriveOf = (subscription: string): RedriveRun | undefined => runs.get(subscription)

/** Begins, or goes on `from` where an earlier one ended. */
export async function startRedrive(
  subscription: string,
  request: RedriveRequest,
  from: RedriveProgress = NOTHING_YET,
): Promise<void> {
  const stop = new AbortController()
  const onProgress = (progress: RedriveProgress) => change(subscription, { request, progress, stop })
  const world = {
    ask: (asked: RedriveRequest) => desk('redrive', { subscription }, asked),
    pause: () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS)),
    onProgress,
  }
  await redriveToEnd(world, request, stop.signal, from)
}

/** After the call that is under way. */
export function stopRedrive(subscription: string): void {
  const run = runs.get(subscription)
  run?.stop.abort()
  if (run) change(subscription, { ...run })
}

export const forgetRedrive = (subscription: string): void => change(subscription, undefined)

function change(subscription: string, run: RedriveRun | undefined): void {
  if (run) runs.set(subscription, run)
  else runs.delete(subscription)
  for (const listener of listeners) listener()
}
