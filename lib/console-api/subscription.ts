import { type SubscriptionState, subscriptionState } from '../messaging/operate/subscription-state.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { subscriptionIn } from './refusals.ts'

/** `GET /console/subscriptions/{subscription}`: how it does. */
export function subscription(deps: ConsoleDependencies, request: ConsoleRequest): Promise<SubscriptionState> {
  return subscriptionState(seatedDesk(deps, request), subscriptionIn(deps.desk.topology, request))
}
