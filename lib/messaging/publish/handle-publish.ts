import type { Topology } from '../../topology/types.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { Clock, Logger, Metrics, Publisher, Random, SendResult } from '../ports.ts'
import { Problem } from '../problem.ts'
import { withTimeLimit } from '../time-limit.ts'
import { requestKey } from './idempotency-key.ts'
import { noteOutcomes } from './note-outcomes.ts'
import { parseRequest } from './parse-request.ts'
import type { PublishKeys } from './ports.ts'
import { type Prepared, prepareEvents } from './prepare-events.ts'
import { type Accepted, batchAnswer, outcomeOf, singleAnswer } from './publish-answer.ts'
import { publishKey } from './publish-key.ts'
import { publishUnderKey } from './publish-under-key.ts'
import { sendMessages } from './send-messages.ts'
import { matchesAny } from './validate-event.ts'

export interface PublishDependencies {
  readonly topology: Topology
  readonly publisher: Publisher
  /** Where the data of large events goes. */
  readonly bucket: string
  readonly keys: PublishKeys
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
}

/** Time to write down the results and to answer, kept back from the time to send. */
const SETTLE_MILLISECONDS = 3_000

/**
 * `POST /v1/topics/{topic}/events`. 202: SNS has it, no subscriber has handled it yet. A batch answers 202 when all
 * were accepted, else 207 with one result per event, in order. A definite 4xx makes no AWS call, except that a key is
 * looked up once everything else is right.
 * @throws Problem when nothing at all was published
 */
export async function handlePublish(deps: PublishDependencies, request: HttpRequest): Promise<HttpResponse> {
  const topic = request.path['topic'] ?? ''
  try {
    const { outcomes, answer } = await publishRequest(deps, topic, request)
    noteOutcomes(deps, topic, outcomes)
    return answer
  } catch (error) {
    noteOutcomes(deps, topic, [error instanceof Problem ? error : UNEXPECTED])
    throw error
  }
}

const UNEXPECTED = new Problem('internal-error', '')

async function publishRequest(
  deps: PublishDependencies,
  topic: string,
  request: HttpRequest,
): Promise<{ readonly outcomes: readonly (Accepted | Problem)[]; readonly answer: HttpResponse }> {
  const endsAt = deps.clock.now() + request.remainingMilliseconds
  mayPublish(deps.topology, topic, request.principal)
  const key = requestKey(request)
  const { isBatch, entries } = parseRequest(request)
  const publication = {
    principal: request.principal,
    topic,
    ...(key === undefined ? {} : { idempotencyKey: key }),
  }
  const prepared = prepareEvents(deps, entries, publication)
  const { results, replayed } = await publish(deps, endsAt, publication, prepared.filter(isPrepared))
  const sent = results.values()
  const outcomes = prepared.map((entry) =>
    entry instanceof Problem ? entry : outcomeOf(topic, entry.event, sent.next().value as SendResult),
  )
  const answer = isBatch ? batchAnswer(outcomes) : singleAnswer(outcomes[0] ?? NOTHING_SENT)
  const headers = { ...answer.headers, 'idempotency-replayed': 'true' }
  return { outcomes, answer: replayed ? { ...answer, headers } : answer }
}

const NOTHING_SENT = new Problem('malformed-request', 'The request has no event.')

async function publish(
  deps: PublishDependencies,
  endsAt: number,
  { principal, topic, idempotencyKey }: { principal: string; topic: string; idempotencyKey?: string },
  prepared: readonly Prepared[],
): Promise<{ readonly results: readonly SendResult[]; readonly replayed: boolean }> {
  const retryUntil = endsAt - SETTLE_MILLISECONDS
  const ordered = deps.topology.topics[topic]?.ordered ?? false
  const send = (entries: readonly Prepared[]): Promise<readonly SendResult[]> =>
    withTimeLimit(deps.clock, retryUntil - deps.clock.now(), (signal) =>
      sendMessages(
        deps,
        { topic, ordered, retryUntil, signal },
        entries.map(({ message }) => message),
      ),
    )
  if (idempotencyKey === undefined || prepared.length === 0) {
    return { results: await send(prepared), replayed: false }
  }
  const key = publishKey(principal, topic, idempotencyKey)
  return publishUnderKey(deps, { key, endsAt }, prepared, send)
}

const isPrepared = (entry: Prepared | Problem): entry is Prepared => !(entry instanceof Problem)

function mayPublish(topology: Topology, topic: string, principal: string): void {
  const definition = Object.hasOwn(topology.topics, topic) ? topology.topics[topic] : undefined
  if (!definition) {
    throw new Problem(
      'unknown-topic',
      `'${topic}' is not a topic. Known: ${Object.keys(topology.topics).join(', ')}.`,
    )
  }
  const principals = definition.publishers?.principals
  if (principals && principal !== 'local' && !matchesAny(principals, principal)) {
    throw new Problem('forbidden', `'${principal}' may not publish to topic '${topic}'.`)
  }
}
