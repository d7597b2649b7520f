import type { RedriveProgress } from './redrive-loop.ts'

/** What is counted, in a line. */
export function countsText({ redriven, remaining, alreadyDone, notFound }: RedriveProgress): string {
  return [
    `${redriven} redriven`,
    ...(remaining > 0 ? [`${remaining} to go`] : []),
    ...(alreadyDone > 0 ? [`${alreadyDone} already done`] : []),
    ...(notFound.length > 0 ? [`${notFound.length} not found`] : []),
  ].join(', ')
}

/** How it ended, and what that means for the rest. */
export function endText({ state, stopped, error, alreadyDone }: RedriveProgress): string {
  switch (state) {
    case 'done':
      return alreadyDone === 0
        ? 'Done.'
        : 'Done. What was already done before stays where it is, unless it was to be discarded.'
    case 'halted':
      return 'Stopped by you. The rest is where it was.'
    case 'failed':
      return `It failed: ${error ?? 'nobody said why'} What was redriven stays so; the rest is where it was.`
    case 'stopped':
      return stopped?.reason === 'not-handled-in-time'
        ? 'Stopped: the rest stays where it is, since this one was not handled in time:'
        : 'Stopped: the rest stays where it is, since this one died of the same cause again:'
    default:
      return 'On its way.'
  }
}
