import {
  type DeadLetter,
  lookAtDeadLetters,
  withCauses,
  withDeliveries,
} from '../messaging/dead-letter/list-dead-letters.ts'
import type { DeadLetterGroup, DeadLetters } from './answers.ts'
import { summaryOf, topicOf, visibleBody } from './dead-letter-view.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { MAX_LETTERS } from './limits.ts'
import { queueIn, wholeNumberIn } from './read-query.ts'
import { subscriptionIn } from './refusals.ts'

/**
 * `GET /console/subscriptions/{subscription}/dead-letters`: what died, grouped by cause. `search` is looked for in bodies
 * as they may be shown, ids and causes, in upper or lower case; the groups are of all that fit it.
 */
export async function deadLetters(deps: ConsoleDependencies, request: ConsoleRequest): Promise<DeadLetters> {
  const { clock, ledger, topology } = deps.desk
  const subscription = subscriptionIn(topology, request)
  const limit = wholeNumberIn(request, 'limit', { most: MAX_LETTERS, otherwise: 100 })
  const queue = queueIn(request)
  const [total, { letters: seen, isPart }] = await Promise.all([
    countOf(deps, subscription, queue),
    lookAtDeadLetters({ deadLetters: queueOf(deps, subscription, queue) }, MAX_LETTERS),
  ])
  const asked = { ledger, clock, subscription }
  const fitting = (await withCauses(asked, seen)).filter(fits(deps, subscription, request))
  const { cause } = request.query
  const chosen = fitting.filter((letter) => cause === undefined || (letter.cause?.code ?? '') === cause)
  const shown = await withDeliveries(asked, chosen.slice(0, limit))
  return {
    topic: topicOf(topology, subscription),
    total,
    groups: groupsOf(fitting),
    letters: shown.map(summaryOf),
    ...(seen.length > 0 && { newest: newestOf(seen, isPart ? clock.now() : 0) }),
    truncated: (isPart && total > seen.length) || chosen.length > limit,
  }
}

/** Of those that were not looked at, the newest may be from just before the look. */
const newestOf = (seen: readonly DeadLetter[], atLeast: number): number =>
  seen.reduce((newest, { message }) => Math.max(newest, message.sentAt), atLeast)

export function queueOf(deps: ConsoleDependencies, subscription: string, queue: 'undelivered' | undefined) {
  const queues = deps.queues(subscription)
  return queue === 'undelivered' ? queues.undelivered : queues.deadLetters
}

/** As SQS counts them; none where the queue is gone. */
async function countOf(
  { desk }: ConsoleDependencies,
  name: string,
  queue: 'undelivered' | undefined,
): Promise<number> {
  const { deadLetterQueue, undeliveredQueue } = desk.subscription(name)
  const described = await (queue === 'undelivered' ? undeliveredQueue : deadLetterQueue).describe()
  return described ? described.waiting + described.inFlight + described.delayed : 0
}

function fits(
  deps: ConsoleDependencies,
  subscription: string,
  { query }: ConsoleRequest,
): (letter: DeadLetter) => boolean {
  const wanted = (query['search'] ?? '').toLowerCase()
  return (letter) => {
    if (wanted === '') return true
    const { message, cause } = letter
    const texts = [visibleBody(deps, subscription, letter), message.messageId, cause?.code, cause?.text]
    return texts.some((text) => text?.toLowerCase().includes(wanted))
  }
}

/** The largest first. Letters come oldest first, so that the last of a group is its newest. */
function groupsOf(letters: readonly DeadLetter[]): DeadLetterGroup[] {
  const groups = Map.groupBy(letters, ({ cause }) => cause?.code)
  return [...groups]
    .map(([code, group]) => ({
      ...(code !== undefined && { cause: code }),
      count: group.length,
      sample: group.at(-1)?.cause?.text ?? '',
    }))
    .sort((a, b) => b.count - a.count)
}
