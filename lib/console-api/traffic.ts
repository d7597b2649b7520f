import { traffic as measured, type Traffic } from '../messaging/operate/traffic.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { DEFAULT_MINUTES, MAX_MINUTES } from './limits.ts'
import { wholeNumberIn } from './read-query.ts'
import { subscriptionIn, topicIn } from './refusals.ts'

/** `GET /console/traffic`: what was measured in the last minutes, of all or of one topic or subscription. */
export async function traffic(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Traffic> {
  const { topology } = deps.desk
  const { topic, subscription } = request.query
  const named = { ...request, path: request.query }
  return await measured(seatedDesk(deps, request), {
    minutes: wholeNumberIn(request, 'minutes', { most: MAX_MINUTES, otherwise: DEFAULT_MINUTES }),
    ...(topic && { topic: topicIn(topology, named) }),
    ...(subscription && { subscription: subscriptionIn(topology, named) }),
  })
}
