import { findDeadLetter as find } from '../messaging/dead-letter/find-dead-letter.ts'
import type { DeadLetter } from '../messaging/dead-letter/list-dead-letters.ts'
import { Problem } from '../messaging/problem.ts'
import { queueOf } from './dead-letters.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { queueIn } from './read-query.ts'
import { subscriptionIn } from './refusals.ts'

/**
 * The dead letter that the path names, where it was.
 * @throws Problem
 */
export async function findDeadLetter(
  deps: ConsoleDependencies,
  request: ConsoleRequest,
): Promise<DeadLetter> {
  const { ledger, clock, topology } = deps.desk
  const subscription = subscriptionIn(topology, request)
  const messageId = request.path['messageId'] ?? ''
  const deadLetters = queueOf(deps, subscription, queueIn(request))
  const found = await find({ subscription, deadLetters, ledger, clock }, messageId)
  if (found) return found
  const advice =
    'It may have been redriven, edited or purged, or is in the hands of a redrive: list them again.'
  throw new Problem('not-found', `${subscription} has no dead letter '${messageId}'. ${advice}`)
}
