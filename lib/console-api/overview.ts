import { topicStates } from '../messaging/operate/topic-states.ts'
import type { Overview } from './answers.ts'
import { attention } from './attention.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'

/** `GET /console/overview`: everything at a glance, and what wants a look. */
export async function overview(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Overview> {
  const desk = seatedDesk(deps, request)
  const topics = await topicStates(desk)
  const subscriptions = topics.flatMap((topic) => topic.subscriptions)
  return { at: desk.clock.now(), topics, attention: attention(desk.topology, subscriptions) }
}
