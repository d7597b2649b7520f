import { type EventTimeline, eventTimeline } from '../messaging/operate/event-timeline.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { requiredIn } from './read-query.ts'
import { topicIn } from './refusals.ts'

/** `GET /console/topics/{topic}/events?source=…&id=…`: what became of an event. */
export async function event(deps: ConsoleDependencies, request: ConsoleRequest): Promise<EventTimeline> {
  const topic = topicIn(deps.desk.topology, request)
  const name = { source: requiredIn(request, 'source'), id: requiredIn(request, 'id') }
  return await eventTimeline(seatedDesk(deps, request), topic, name)
}
