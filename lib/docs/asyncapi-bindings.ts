import { filterPolicy } from '../topology/filter-policy.ts'
import {
  DEAD_LETTER_RETENTION_SECONDS,
  QUEUE_RETENTION_SECONDS,
  type SubscriptionSettings,
  subscriptionsOf,
} from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import type { JsonSchema } from './json-schema.ts'

/** @see https://github.com/asyncapi/bindings/tree/master/sns */
const SNS_VERSION = { bindingVersion: '0.1.0' }
/** @see https://github.com/asyncapi/bindings/tree/master/sqs */
const SQS_VERSION = { bindingVersion: '0.2.0' }

export function topicBinding({ topics }: Topology, topic: string, name: string): JsonSchema {
  return { name, ordering: { type: topics[topic]?.ordered ? 'FIFO' : 'standard' }, ...SNS_VERSION }
}

/** Who gets what is published. */
export function consumerBinding(topology: Topology, topic: string): JsonSchema {
  const consumers = subscriptionsOf(topology, topic).map((name) => {
    const policy = filterPolicy(topology, name)
    return {
      protocol: 'sqs',
      endpoint: { name },
      rawMessageDelivery: true,
      ...(policy && { filterPolicy: policy, filterPolicyScope: 'MessageAttributes' }),
    }
  })
  return { consumers, ...SNS_VERSION }
}

export function queueBinding(subscription: SubscriptionSettings): JsonSchema {
  const { name, ordered, visibilityTimeoutSeconds, maxReceiveCount } = subscription
  const deadLetterQueue = `${name}-dead-letters`
  return {
    queue: {
      name,
      fifoQueue: ordered,
      visibilityTimeout: visibilityTimeoutSeconds,
      messageRetentionPeriod: QUEUE_RETENTION_SECONDS,
      redrivePolicy: { deadLetterQueue: { name: deadLetterQueue }, maxReceiveCount },
    },
    deadLetterQueue: {
      name: deadLetterQueue,
      fifoQueue: ordered,
      messageRetentionPeriod: DEAD_LETTER_RETENTION_SECONDS,
    },
    ...SQS_VERSION,
  }
}
