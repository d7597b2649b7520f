import {
  type DeadLetter,
  lookAtDeadLetters,
  withDeliveries,
} from '../messaging/dead-letter/list-dead-letters.ts'
import { Problem } from '../messaging/problem.ts'
import { queueOf } from './dead-letters.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { queueIn } from './read-query.ts'
import { subscriptionIn } from './refusals.ts'

/** SQS cannot be asked for one message, so all are looked at until it is found. */
const MAX_LOOK = 10_000
/** Whoever else looks hides letters for a moment. */
const LOOKS = 3
const PAUSE_MILLISECONDS = 500

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
  for (let look = 1; look <= LOOKS; look += 1) {
    const isIt = (message: { readonly messageId: string }): boolean => message.messageId === messageId
    const seen = await lookAtDeadLetters({ deadLetters }, MAX_LOOK, isIt)
    const found = seen.filter(({ message }) => isIt(message))
    const [letter] = await withDeliveries({ ledger, clock, subscription }, found)
    if (letter) return letter
    if (look < LOOKS) await clock.sleep(PAUSE_MILLISECONDS)
  }
  const advice =
    'It may have been redriven, edited or purged, or is in the hands of a redrive: list them again.'
  throw new Problem('not-found', `${subscription} has no dead letter '${messageId}'. ${advice}`)
}
