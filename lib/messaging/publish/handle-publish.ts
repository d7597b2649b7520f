import type { Topology } from '../../topology/types.ts'
import type { Event } from '../event.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { Clock, OutgoingMessage, Publisher, Random, SendResult } from '../ports.ts'
import { Problem, type ProblemDocument } from '../problem.ts'
import { outgoingMessage } from '../route/outgoing-message.ts'
import { completeEvent, type Publication } from './complete-event.ts'
import { parseRequest } from './parse-request.ts'
import { sendMessages } from './send-messages.ts'
import { matchesAny, validateEvent } from './validate-event.ts'

export interface PublishDependencies {
  readonly topology: Topology
  readonly publisher: Publisher
  readonly clock: Clock
  readonly random: Random
}

interface Accepted {
  readonly id: string
  readonly source: string
  readonly topic: string
  readonly messageId: string
  readonly sequenceNumber?: string
}

interface Prepared {
  readonly event: Event
  readonly message: OutgoingMessage
}

/**
 * `POST /v1/topics/{topic}/events`. 202: SNS has it, no subscriber has handled it yet. A batch answers 202 when all
 * were accepted, else 207 with one result per event, in order.
 * @throws Problem when nothing at all was published
 */
export async function handlePublish(deps: PublishDependencies, request: HttpRequest): Promise<HttpResponse> {
  const topic = request.path['topic'] ?? ''
  mayPublish(deps.topology, topic, request.principal)
  const publication = { principal: request.principal, topic, ...idempotencyKey(request) }
  const { isBatch, entries } = parseRequest(request)
  const prepared = entries.map((entry, index) =>
    entry instanceof Problem ? entry : prepare(deps, entry, index, publication),
  )
  if (!isBatch && prepared[0] instanceof Problem) throw prepared[0]
  const results = await publishPrepared(deps, topic, prepared)
  return isBatch ? batchAnswer(results) : singleAnswer(results[0] as Accepted | Problem)
}

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

function idempotencyKey({ headers }: HttpRequest): Pick<Publication, 'idempotencyKey'> {
  const key = headers['idempotency-key']
  if (key === undefined) return {}
  if (key === '' || key.length > 255) {
    throw new Problem('malformed-request', `Idempotency-Key has ${key.length} characters; send 1 to 255.`)
  }
  return { idempotencyKey: key }
}

function prepare(
  deps: PublishDependencies,
  draft: Parameters<typeof completeEvent>[1],
  index: number,
  publication: Publication,
): Prepared | Problem {
  try {
    const event = completeEvent(deps, draft, index, publication)
    validateEvent(deps.topology, publication.topic, event)
    return { event, message: outgoingMessage(deps.topology, publication.topic, event) }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

async function publishPrepared(
  { topology, publisher }: PublishDependencies,
  topic: string,
  prepared: readonly (Prepared | Problem)[],
): Promise<readonly (Accepted | Problem)[]> {
  const sendable = prepared.filter((entry): entry is Prepared => !(entry instanceof Problem))
  const ordered = topology.topics[topic]?.ordered ?? false
  const sent = await sendMessages(
    publisher,
    topic,
    ordered,
    sendable.map(({ message }) => message),
  )
  const outcomes = sent
    .map((result, index) => outcome(topic, (sendable[index] as Prepared).event, result))
    .values()
  return prepared.map((entry) =>
    entry instanceof Problem ? entry : (outcomes.next().value as Accepted | Problem),
  )
}

function outcome(
  topic: string,
  { attributes: { id, source } }: Event,
  result: SendResult,
): Accepted | Problem {
  if (!result.ok) {
    const advice = result.retriable
      ? 'Send it again with the same id, or the same Idempotency-Key: that is safe.'
      : 'Sending it again will not help; the operator must look at it.'
    return new Problem(
      'not-published',
      `SNS did not take event '${id}' (${result.code}: ${result.detail}). ${advice}`,
    )
  }
  const { messageId, sequenceNumber } = result
  return { id, source, topic, messageId, ...(sequenceNumber === undefined ? {} : { sequenceNumber }) }
}

function singleAnswer(result: Accepted | Problem): HttpResponse {
  if (result instanceof Problem) throw result
  return {
    status: 202,
    headers: { location: eventLocation(result.topic, result.source, result.id) },
    body: result,
  }
}

function batchAnswer(results: readonly (Accepted | Problem)[]): HttpResponse {
  const all = results.every((result) => !(result instanceof Problem))
  const body = {
    results: results.map((result): Accepted | ProblemDocument =>
      result instanceof Problem ? result.toDocument() : result,
    ),
  }
  return { status: all ? 202 : 207, body }
}

/** Where to ask what became of an event. */
function eventLocation(topic: string, source: string, id: string): string {
  return `/v1/topics/${topic}/events?${new URLSearchParams({ source, id })}`
}
