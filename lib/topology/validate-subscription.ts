import { leastVisibilityTimeout, QUEUE_RETENTION_SECONDS, subscriptionSettings } from './settings.ts'
import type { SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'
import { filterMistakes } from './validate-filter.ts'
import { nameMistakes } from './validate-topic.ts'

const VARIABLE = /^[A-Z][A-Z0-9_]*$/
const RESERVED_VARIABLE = /^(AWS_|OMNIBUS_|LAMBDA_|_)/

export function validateSubscription(topology: Topology, name: string): string[] {
  const place = `subscriptions.${name}`
  const subscription = topology.subscriptions[name] as SubscriptionDefinition
  const topic = topology.topics[subscription.topic]
  if (!topic)
    return [unknownName(`${place}.topic`, subscription.topic, 'a topic', Object.keys(topology.topics))]
  return [
    ...nameMistakes(place, name),
    ...nameMistakes(`${place}.group`, subscription.group ?? 'main'),
    ...referenceMistakes(place, topology, subscription, topic),
    ...filterMistakes(place, topic, subscription),
    ...limitMistakes(place, subscription, topic.ordered ?? false),
    ...retryMistakes(place, subscription),
    ...visibilityMistakes(place, topology, name),
    ...environmentMistakes(place, subscription),
  ]
}

function unknownName(place: string, given: string, what: string, known: readonly string[]): string {
  return `${place}: '${given}' is not ${what}. Known: ${known.join(', ')}.`
}

function referenceMistakes(
  place: string,
  topology: Topology,
  subscription: SubscriptionDefinition,
  topic: TopicDefinition,
): string[] {
  const types = Object.keys(topic.events)
  const topics = Object.keys(topology.topics)
  const mistakes = [
    ...(subscription.events ?? [])
      .filter((type) => !types.includes(type))
      .map((type) => unknownName(`${place}.events`, type, `an event of '${subscription.topic}'`, types)),
    ...(subscription.publishes ?? [])
      .filter((name) => !topics.includes(name))
      .map((name) => unknownName(`${place}.publishes`, name, 'a topic', topics)),
  ]
  if (subscription.events?.length === 0) {
    mistakes.push(
      `${place}.events: is empty, so nothing would ever arrive. Name event types, or leave it out for all.`,
    )
  }
  return mistakes
}

function limitMistakes(place: string, subscription: SubscriptionDefinition, ordered: boolean): string[] {
  const largestBatch = ordered ? 10 : 10_000
  const size = subscription.batchSize ?? 10
  const window = subscription.batchWindowSeconds ?? 0
  return [
    ...outside(`${place}.timeoutSeconds`, subscription.timeoutSeconds, 1, 900, 'Lambda'),
    ...outside(`${place}.memoryMegabytes`, subscription.memoryMegabytes, 128, 10_240, 'Lambda'),
    ...outside(
      `${place}.batchSize`,
      subscription.batchSize,
      1,
      largestBatch,
      ordered ? 'an ordered topic' : 'Lambda',
    ),
    ...outside(
      `${place}.batchWindowSeconds`,
      subscription.batchWindowSeconds,
      0,
      ordered ? 0 : 300,
      'Lambda',
    ),
    ...outside(`${place}.maximumConcurrency`, subscription.maximumConcurrency, 2, 1_000, 'Lambda'),
    ...(size > 10 && window < 1 && !ordered
      ? [
          `${place}.batchSize: ${size} is more than 10, for which Lambda wants a window. Set batchWindowSeconds to 1 or more.`,
        ]
      : []),
  ]
}

function outside(
  place: string,
  value: number | undefined,
  least: number,
  most: number,
  whose: string,
): string[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return []
  return [`${place}: is ${value}. ${whose} allows whole numbers from ${least} to ${most}.`]
}

function retryMistakes(place: string, subscription: SubscriptionDefinition): string[] {
  const { maxAttempts, minDelaySeconds = 1, maxDelaySeconds = 300 } = subscription.retry ?? {}
  return [
    ...outside(`${place}.retry.maxAttempts`, maxAttempts, 1, 1_000, 'The ledger'),
    ...outside(`${place}.retry.minDelaySeconds`, minDelaySeconds, 0, 43_200, 'SQS'),
    ...outside(`${place}.retry.maxDelaySeconds`, maxDelaySeconds, 0, 43_200, 'SQS'),
    ...(minDelaySeconds > maxDelaySeconds
      ? [
          `${place}.retry: minDelaySeconds (${minDelaySeconds}) is more than maxDelaySeconds (${maxDelaySeconds}). Raise the latter.`,
        ]
      : []),
  ]
}

function visibilityMistakes(place: string, topology: Topology, name: string): string[] {
  const settings = subscriptionSettings(topology, name)
  const least = leastVisibilityTimeout(topology.subscriptions[name] as SubscriptionDefinition)
  const visibility = settings.visibilityTimeoutSeconds
  if (visibility < least) {
    return [
      `${place}.visibilityTimeoutSeconds: is ${visibility}. It must be at least 6 × the timeout plus the window: ${least}. Raise it, or leave it out.`,
    ]
  }
  const most = Math.floor(QUEUE_RETENTION_SECONDS / 2 / settings.maxReceiveCount)
  if (visibility > most) {
    return [
      `${place}: a visibility timeout of ${visibility} s × ${settings.maxReceiveCount} receives could outlast the queue's retention. At most ${most} s is allowed: lower timeoutSeconds to ${Math.floor(most / 6)} or less.`,
    ]
  }
  return []
}

function environmentMistakes(place: string, subscription: SubscriptionDefinition): string[] {
  return Object.keys(subscription.environment ?? {}).flatMap((variable) => {
    if (!VARIABLE.test(variable)) {
      return [
        `${place}.environment: '${variable}' cannot be a variable. Use capitals, digits and underscores, a capital first.`,
      ]
    }
    if (RESERVED_VARIABLE.test(variable)) {
      return [
        `${place}.environment: '${variable}' is reserved for Lambda or Omnibus. Choose a name of your own.`,
      ]
    }
    return []
  })
}
