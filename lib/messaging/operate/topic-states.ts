import type { Desk } from './desk.ts'
import { type SubscriptionState, subscriptionStates } from './subscription-state.ts'

/** A topic with what is said on it, and how those do that listen. */
export interface TopicState {
  readonly name: string
  readonly ordered: boolean
  readonly events: readonly string[]
  readonly subscriptions: readonly SubscriptionState[]
}

export async function topicStates(desk: Desk): Promise<readonly TopicState[]> {
  const states = await subscriptionStates(desk)
  return Object.entries(desk.topology.topics).map(([name, { ordered = false, events }]) => ({
    name,
    ordered,
    events: Object.keys(events),
    subscriptions: states.filter(({ topic }) => topic === name),
  }))
}
