import type * as z from 'zod'
import { lookAtDeadLetters, withDeliveries } from '../messaging/dead-letter/list-dead-letters.ts'
import { auditedMove, redrivenBySteps } from '../messaging/operate/audited-steps.ts'
import { Problem } from '../messaging/problem.ts'
import type { Stop } from '../messaging/redrive/await-redriven.ts'
import { dryRun as runDry } from '../messaging/redrive/dry-run.ts'
import { identity, type RedriveDependencies } from '../messaging/redrive/redrive.ts'
import { type RedriveStep, redriveStep } from '../messaging/redrive/redrive-step.ts'
import type { DeadLetterSummary, RedriveAnswer } from './answers.ts'
import { summaryOf } from './dead-letter-view.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { readBody } from './read-body.ts'
import { redriveDependencies } from './redrive-dependencies.ts'
import { type Continued, readToken, tokenOf } from './redrive-token.ts'
import { subscriptionIn } from './refusals.ts'
import { redriveRequest } from './requests.ts'

/** As many are told of. */
const MAX_LETTERS = 1_000
const MAX_LOOK = 10_000

type Asked = z.infer<typeof redriveRequest>

/**
 * `POST /console/subscriptions/{subscription}/dead-letters/redrive`: what there is time for in a few seconds. The caller
 * goes on with what the answer gives as `continue`; who does not, leaves the rest where it is.
 */
export async function redrive(deps: ConsoleDependencies, request: ConsoleRequest): Promise<RedriveAnswer> {
  const subscription = subscriptionIn(deps.desk.topology, request)
  const { continue: token, dryRun, ...asked } = readBody(redriveRequest, request)
  const redriving = redriveDependencies(deps, subscription, asked.queue)
  if (dryRun) return await dry(redriving, asked)
  const { clock, random } = deps.desk
  const whole = { subscription, ...asked }
  const begun: Omit<Continued, 'progress'> & Partial<Continued> =
    token === undefined ? { id: random.uuid(), startedAt: clock.now() } : readToken(token, whole)
  const seated = { ...seatedDesk(deps, request), ...redriving }
  const { selection, progressive = false, discardDone = false, perSecond } = asked
  const step = await redriveStep(
    {
      ...redriving,
      redriven: () => redrivenBySteps(seated, begun),
      act: (move) => auditedMove(seated, begun, selection, move),
    },
    selection,
    { progressive, discardDone, ...(perSecond !== undefined && { perSecond }) },
    begun.progress,
  )
  const { stopped, progress, isOver } = step
  return {
    ...countsOf(step),
    ...(stopped && {
      stopped: { reason: stopped.reason, letter: await letterOf(redriving, stopped) },
    }),
    ...(!isOver && { continue: tokenOf({ ...begun, progress }, whole) }),
  }
}

function countsOf({ redriven, progress, waiting, notFound }: RedriveStep): RedriveAnswer {
  return {
    redriven: redriven.length,
    redrivenInAll: progress.redriven,
    remaining: progress.remaining,
    alreadyDone: progress.alreadyDone,
    waiting,
    notFound,
  }
}

async function dry(deps: RedriveDependencies, { selection, progressive }: Asked): Promise<RedriveAnswer> {
  if (progressive) {
    throw new Problem('malformed-request', 'Choose: a dryRun does nothing, a progressive redrive does it.')
  }
  const { redriven, alreadyDone, notFound } = await runDry(deps, selection)
  return {
    ...{ redriven: 0, redrivenInAll: 0, remaining: redriven.length, waiting: 0 },
    ...{ alreadyDone: alreadyDone.length, notFound },
    letters: redriven.slice(0, MAX_LETTERS).map(summaryOf),
  }
}

/** As it lies in the queue again, else what the ledger says of it. */
async function letterOf(deps: RedriveDependencies, { event, record }: Stop): Promise<DeadLetterSummary> {
  const { letters } = await lookAtDeadLetters(deps, MAX_LOOK)
  const found = letters.filter((letter) => identity(letter) === event.key).slice(-1)
  const [letter] = await withDeliveries(deps, found)
  if (letter) return summaryOf(letter)
  if (!record) return { messageId: event.key, receivedAt: deps.clock.now(), size: 0 }
  const { messageId, id, source, type, cause, attempts, firstSeenAt: receivedAt, state } = record
  return { messageId, id, source, type, ...(cause && { cause }), attempts, receivedAt, state, size: 0 }
}
