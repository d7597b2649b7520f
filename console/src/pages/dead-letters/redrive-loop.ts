import type { RedriveAnswer, RedriveRequest } from '../../../../lib/console-api/answers.ts'

/** How far a redrive is. What it has counted stays, however it ends. */
export interface RedriveProgress
  extends Pick<RedriveAnswer, 'remaining' | 'alreadyDone' | 'waiting' | 'notFound' | 'stopped' | 'continue'> {
  /** `halted`: by hand. `stopped`: a progressive one, by what happened. `failed`: the desk refused or was not there. */
  readonly state: 'running' | 'halted' | 'stopped' | 'failed' | 'done'
  readonly redriven: number
  /** Why it failed. */
  readonly error?: string
}

/** What a redrive needs of the world outside. */
export interface RedriveWorld {
  ask(request: RedriveRequest): Promise<RedriveAnswer>
  /** Resolves after a moment. */
  pause(): Promise<void>
  onProgress(progress: RedriveProgress): void
}

export const NOTHING_YET: RedriveProgress = {
  state: 'running',
  redriven: 0,
  remaining: 0,
  alreadyDone: 0,
  waiting: 0,
  notFound: [],
}

/**
 * Redrives until nothing is left, call by call, each with what the one before gave. An aborted signal ends it after the
 * call that is under way; going on `from` its end does the rest. Never throws: a refusal is how it ends.
 */
export async function redriveToEnd(
  world: RedriveWorld,
  request: RedriveRequest,
  signal: AbortSignal,
  from: RedriveProgress = NOTHING_YET,
): Promise<RedriveProgress> {
  let progress: RedriveProgress = { ...withoutEnd(from), state: 'running' }
  while (progress.state === 'running') {
    world.onProgress(progress)
    const before = progress
    progress = await world
      .ask({ ...request, ...(before.continue !== undefined && { continue: before.continue }) })
      .then((answer) => after(before, answer, signal))
      .catch((error: Error) => ({ ...before, state: 'failed', error: error.message }))
    // A call that sent nothing waits for handlers, which a moment's peace helps.
    if (progress.state === 'running' && progress.redriven === before.redriven) await world.pause()
  }
  world.onProgress(progress)
  return progress
}

function after(before: RedriveProgress, answer: RedriveAnswer, signal: AbortSignal): RedriveProgress {
  const { redriven: _thisCall, redrivenInAll, letters: _dryRun, ...counts } = answer
  const open = signal.aborted ? 'halted' : 'running'
  return {
    ...counts,
    redriven: redrivenInAll,
    // Each call tells of its own.
    notFound: [...new Set([...before.notFound, ...answer.notFound])],
    state: answer.stopped ? 'stopped' : answer.continue === undefined ? 'done' : open,
  }
}

function withoutEnd({ error: _error, stopped: _stopped, ...rest }: RedriveProgress): RedriveProgress {
  return rest
}

/** Of what was to be redriven, how much is: 0 to 100. */
export function percentOf({ state, redriven, remaining, waiting }: RedriveProgress): number {
  if (state === 'done') return 100
  const all = redriven + remaining
  return all === 0 ? 0 : Math.floor((100 * (redriven - waiting)) / all)
}

/** How many a progressive redrive has sent at the end of each of its groups. */
const GROUP_ENDS = [1, 11, 111]
const GROUP_NAMES = ['one', 'ten', 'a hundred', 'the rest']

/** Which group of a progressive redrive is under way, in words. */
export function phaseOf({ redriven, waiting }: RedriveProgress): string {
  const sent = GROUP_ENDS.filter((end) => redriven > end || (redriven === end && waiting === 0)).length
  const phase = `Group ${sent + 1} of ${GROUP_NAMES.length}: ${GROUP_NAMES[sent]}`
  return waiting === 0
    ? phase
    : `${phase}, waiting until ${waiting} more ${waiting === 1 ? 'is' : 'are'} handled`
}
