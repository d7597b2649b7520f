import { subscriptionsOf } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import type { HttpResponse } from '../http.ts'

/** `GET /v1/topics`: what may be said where, and who listens. */
export function listTopics(topology: Topology): HttpResponse {
  const topics = Object.entries(topology.topics).map(([name, topic]) => ({
    name,
    ordered: topic.ordered ?? false,
    events: Object.entries(topic.events).map(([type, { summary }]) =>
      summary ? { type, summary } : { type },
    ),
    subscriptions: subscriptionsOf(topology, name),
  }))
  return { status: 200, body: { topics } }
}
