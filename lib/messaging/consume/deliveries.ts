import { subscriptionsOf } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import { eventKey } from '../fingerprint.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { Clock, DeliveryRecord, Ledger } from '../ports.ts'
import { Problem } from '../problem.ts'

/**
 * `GET /v1/topics/{topic}/events?source=…&id=…`: what became of an event in each subscription of its topic.
 * NOT_SEEN where the ledger has nothing: it waits in the queue, was filtered out, or is beyond retention.
 * @throws Problem
 */
export async function handleDeliveries(
  {
    topology,
    ledger,
    clock,
  }: { readonly topology: Topology; readonly ledger: Ledger; readonly clock: Clock },
  { path, query }: HttpRequest,
): Promise<HttpResponse> {
  const topic = path['topic'] ?? ''
  if (!Object.hasOwn(topology.topics, topic)) {
    throw new Problem(
      'unknown-topic',
      `'${topic}' is not a topic. Known: ${Object.keys(topology.topics).join(', ')}.`,
    )
  }
  const { source, id } = query
  if (!source || !id) {
    throw new Problem(
      'malformed-request',
      'Say which event: ?source=…&id=…, both as the publish answer gave them.',
    )
  }
  const records = await ledger.find(eventKey(source, id), Math.floor(clock.now() / 1000))
  const deliveries = subscriptionsOf(topology, topic).map((subscription) => {
    const record = records.find((candidate) => candidate.subscription === subscription)
    return record ? delivery(record) : { subscription, state: 'NOT_SEEN' }
  })
  return { status: 200, body: { id, source, topic, deliveries } }
}

function delivery(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const { subscription, state, attempts, firstSeenAt, doneAt, resolvedBy, cause, published } = record
  return {
    subscription,
    state,
    attempts,
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    ...(doneAt === undefined ? {} : { doneAt: new Date(doneAt).toISOString() }),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
    ...(cause === undefined ? {} : { cause }),
    ...(published === undefined ? {} : { published }),
  }
}
