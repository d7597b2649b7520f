import { type SubscriptionSettings, subscriptionSettings } from '../../topology/settings.ts'
import type { Desk } from './desk.ts'
import type { ConsumerState } from './ports.ts'

/** How a subscription does. What cannot be counted, since its queue is gone, is undefined. */
export interface SubscriptionState
  extends Pick<SubscriptionSettings, 'name' | 'topic' | 'ordered' | 'events' | 'retry' | 'maxReceiveCount'> {
  readonly consumer: ConsumerState
  /** Messages that wait to be received. */
  readonly backlog?: number
  readonly inFlight?: number
  /** Waiting for the delay of their next attempt counts as in flight: SQS has no other word for it. */
  readonly delayed?: number
  /** Of the oldest message that is not handled, waiting or in flight. */
  readonly oldestAgeSeconds?: number
  readonly deadLetters?: number
  /** What SNS could not bring to the queue. */
  readonly undelivered?: number
}

/** Counts as SQS gives them, approximate, and the switch of the consumer as Lambda has it. */
export async function subscriptionState(desk: Desk, name: string): Promise<SubscriptionState> {
  const { topic, ordered, events, retry, maxReceiveCount } = subscriptionSettings(desk.topology, name)
  const { queue, deadLetterQueue, undeliveredQueue, consumer } = desk.subscription(name)
  const [own, dead, undelivered, state] = await Promise.all([
    queue.describe(),
    deadLetterQueue.describe(),
    undeliveredQueue.describe(),
    consumer.state(),
  ])
  const held = own ? own.waiting + own.inFlight + own.delayed : 0
  // Of an empty queue the metric still tells what was, minutes ago.
  const age = held > 0 ? await queue.oldestAgeSeconds() : undefined
  return {
    ...{ name, topic, ordered, events, retry, maxReceiveCount },
    consumer: state,
    ...(own && { backlog: own.waiting, inFlight: own.inFlight, delayed: own.delayed }),
    ...(age !== undefined && { oldestAgeSeconds: age }),
    ...(dead && { deadLetters: dead.waiting + dead.inFlight + dead.delayed }),
    ...(undelivered && { undelivered: undelivered.waiting + undelivered.inFlight + undelivered.delayed }),
  }
}

/** Those of a topic, or all, in the order of their declaration. */
export function subscriptionStates(desk: Desk, topic?: string): Promise<readonly SubscriptionState[]> {
  const { subscriptions } = desk.topology
  const wanted = Object.keys(subscriptions).filter(
    (name) => topic === undefined || subscriptions[name]?.topic === topic,
  )
  return Promise.all(wanted.map((name) => subscriptionState(desk, name)))
}
