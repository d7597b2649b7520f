import { logicalId, topicName } from '../topology/resource-names.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { consumerBinding, queueBinding, topicBinding } from './asyncapi-bindings.ts'
import { ATTRIBUTE_SCHEMAS } from './attribute-schemas.ts'
import { type DeclaredEvent, declaredEvents } from './declared-events.ts'
import { eventMessage } from './event-message.ts'
import { cloudEventSchemas } from './event-schemas.ts'
import type { JsonSchema } from './json-schema.ts'

/**
 * What moves through a bus, as those who use it see it: publishers send to topics, a subscription receives from its
 * queue.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApiDocument(topology: Topology): JsonSchema {
  const events = declaredEvents(topology)
  const subscriptions = Object.keys(topology.subscriptions)
  return {
    asyncapi: '3.0.0',
    info: {
      title: topology.name,
      version: '1.0',
      description:
        'Publishers send events to topics, by the HTTP API that the OpenAPI document describes; subscriptions receive them from their queues, at least once.',
    },
    defaultContentType: 'application/cloudevents+json',
    servers: { sns: server('sns'), sqs: server('sqs') },
    channels: Object.fromEntries([
      ...Object.keys(topology.topics).map((topic) => [
        `topic.${topic}`,
        topicChannel(topology, topic, events),
      ]),
      ...subscriptions.map((name) => [`queue.${name}`, queueChannel(topology, name, events)]),
    ]),
    operations: Object.fromEntries([
      ...Object.keys(topology.topics).map((topic) => [`publish.${topic}`, publishing(topology, topic)]),
      ...subscriptions.map((name) => [`consume.${name}`, consuming(name)]),
    ]),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.name, eventMessage(event)])),
      schemas: { ...cloudEventSchemas(events), ...ATTRIBUTE_SCHEMAS },
    },
  }
}

const server = (protocol: 'sns' | 'sqs'): JsonSchema => ({
  host: `${protocol}.{region}.amazonaws.com`,
  protocol,
  variables: { region: { description: 'Of the AWS account that the bus is in.' } },
})

function topicChannel(topology: Topology, topic: string, events: readonly DeclaredEvent[]): JsonSchema {
  const address = topicName(topology, '{stage}', topic)
  return {
    title: topic,
    address,
    description: 'An SNS topic.',
    parameters: { stage: { description: 'Of the deployment.', default: 'dev' } },
    servers: [{ $ref: '#/servers/sns' }],
    messages: messages(events.filter((event) => event.topic === topic)),
    bindings: { sns: topicBinding(topology, topic, address) },
  }
}

function queueChannel(topology: Topology, name: string, events: readonly DeclaredEvent[]): JsonSchema {
  const subscription = subscriptionSettings(topology, name)
  const received = events.filter(
    ({ topic, type }) => topic === subscription.topic && subscription.events.includes(type),
  )
  return {
    title: name,
    // CloudFormation names a queue, so that it can be replaced.
    address: null,
    description: `An SQS queue; the output ${logicalId(name, 'QueueUrl')} of its stack tells its URL.`,
    servers: [{ $ref: '#/servers/sqs' }],
    messages: messages(received),
    bindings: { sqs: queueBinding(subscription) },
  }
}

const messages = (events: readonly DeclaredEvent[]): JsonSchema =>
  Object.fromEntries(events.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]))

function publishing(topology: Topology, topic: string): JsonSchema {
  const consumers = Object.values(topology.subscriptions).some((subscription) => subscription.topic === topic)
  return {
    action: 'send',
    channel: { $ref: `#/channels/topic.${topic}` },
    summary: `Publishes to topic '${topic}', by POST /v1/topics/${topic}/events.`,
    ...(consumers && { bindings: { sns: consumerBinding(topology, topic) } }),
  }
}

function consuming(name: string): JsonSchema {
  return {
    action: 'receive',
    channel: { $ref: `#/channels/queue.${name}` },
    summary: `Handles the events of subscription '${name}'.`,
  }
}
