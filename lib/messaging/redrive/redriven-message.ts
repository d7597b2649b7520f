import type { Topology } from '../../topology/types.ts'
import { originOf, withoutDeath } from '../dead-letter/dead-letter.ts'
import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import type { QueueMessage, Random } from '../ports.ts'
import { messageGroup } from '../route/outgoing-message.ts'

export interface MessageDependencies {
  readonly topology: Topology
  readonly subscription: string
  readonly random: Random
}

/** The message as it was, in its own group, under a fresh deduplication id: SQS would swallow one that it knows. */
export function redrivenMessage(deps: MessageDependencies, letter: DeadLetter): QueueMessage {
  const { body, attributes } = letter.message
  return { body, attributes: withoutDeath(attributes), ...groupOf(deps, letter) }
}

/** Where the dead letter's event belongs on its subscription's queue. */
export function groupOf(
  { topology, subscription, random }: MessageDependencies,
  { message, event }: DeadLetter,
): Pick<QueueMessage, 'groupId' | 'deduplicationId'> {
  const topic = topology.subscriptions[subscription]?.topic ?? ''
  const origin = originOf(message.attributes)
  // What the consumer buried is in a group of its own; what SNS or SQS moved has kept its group.
  const groupId =
    origin?.groupId ??
    (event && messageGroup(topology, topic, event)) ??
    (origin ? undefined : message.groupId)
  if (topology.topics[topic]?.ordered) {
    return { groupId: groupId ?? message.messageId, deduplicationId: random.uuid() }
  }
  return groupId === undefined ? {} : { groupId }
}
