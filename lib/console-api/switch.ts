import { type SubscriptionState, subscriptionState } from '../messaging/operate/subscription-state.ts'
import { pause as pauseConsumer, resume as resumeConsumer } from '../messaging/operate/switch-consumer.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { readBody } from './read-body.ts'
import { subscriptionIn } from './refusals.ts'
import { nothing } from './requests.ts'

/** In AWS it takes up to a minute: the caller looks again. */
const PATIENCE_SECONDS = 3

/** `POST /console/subscriptions/{subscription}/pause`: events wait in the queue from now on. */
export const pause = switchedBy(pauseConsumer)

/** `POST /console/subscriptions/{subscription}/resume`: and are handled again. */
export const resume = switchedBy(resumeConsumer)

function switchedBy(act: typeof pauseConsumer) {
  return async (deps: ConsoleDependencies, request: ConsoleRequest): Promise<SubscriptionState> => {
    const name = subscriptionIn(deps.desk.topology, request)
    readBody(nothing, request)
    const desk = seatedDesk(deps, request)
    await act(desk, name, PATIENCE_SECONDS)
    return await subscriptionState(desk, name)
  }
}
