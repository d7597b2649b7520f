import { CANARY_GROUP, CONSOLE_GROUP } from './resource-names.ts'
import {
  LONGEST_STAY_SECONDS,
  leastVisibilityTimeout,
  longestWait,
  mostAttempts,
  QUEUE_RETENTION_SECONDS,
  type SubscriptionSettings,
  subscriptionSettings,
} from './settings.ts'
import type { SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'
import { filterMistakes } from './validate-filter.ts'
import { nameMistakes } from './validate-topic.ts'

const VARIABLE = /^[A-Z][A-Z0-9_]*$/
const RESERVED_VARIABLE = /^(AWS_|OMNIBUS_|LAMBDA_|_)/
/** Lambda takes 4 KB for all variables of a function; the rest is for those of Omnibus. */
const MAX_ENVIRONMENT_BYTES = 2_048

export function validateSubscription(topology: Topology, name: string): string[] {
  const place = `subscriptions.${name}`
  const subscription = topology.subscriptions[name] as SubscriptionDefinition
  const topic = topology.topics[subscription.topic]
  if (!topic)
    return [unknownName(`${place}.topic`, subscription.topic, 'a topic', Object.keys(topology.topics))]
  const settings = subscriptionSettings(topology, name)
  return [
    ...nameMistakes(place, name),
    ...groupMistakes(`${place}.group`, subscription.group ?? 'main'),
    ...referenceMistakes(place, topology, subscription, topic),
    ...filterMistakes(place, topology, name, topic),
    ...limitMistakes(place, subscription, topic.ordered ?? false),
    ...retryMistakes(place, settings),
    ...visibilityMistakes(place, subscription, settings),
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
    ...outside(`${place}.visibilityTimeoutSeconds`, subscription.visibilityTimeoutSeconds, 0, 43_200, 'SQS'),
    ...outside(`${place}.memoryMegabytes`, subscription.memoryMegabytes, 128, 10_240, 'Lambda'),
    ...outside(
      `${place}.batchSize`,
      subscription.batchSize,
      1,
      largestBatch,
      ordered ? 'An ordered topic' : 'Lambda',
    ),
    ...(ordered && window !== 0
      ? [
          `${place}.batchWindowSeconds: is ${window}, but an ordered topic allows no window: Lambda has none on FIFO queues. Leave it out.`,
        ]
      : outside(`${place}.batchWindowSeconds`, subscription.batchWindowSeconds, 0, 300, 'Lambda')),
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

function retryMistakes(place: string, settings: SubscriptionSettings): string[] {
  const { retry } = settings
  const { maxAttempts, minDelaySeconds, maxDelaySeconds } = retry
  const mistakes = [
    ...outside(`${place}.retry.maxAttempts`, maxAttempts, 1, mostAttempts(settings), 'The redrive policy'),
    ...outside(`${place}.retry.minDelaySeconds`, minDelaySeconds, 0, 43_200, 'SQS'),
    ...outside(`${place}.retry.maxDelaySeconds`, maxDelaySeconds, 0, 43_200, 'SQS'),
    ...(minDelaySeconds > maxDelaySeconds
      ? [
          `${place}.retry: minDelaySeconds (${minDelaySeconds}) is more than maxDelaySeconds (${maxDelaySeconds}). Raise the latter.`,
        ]
      : []),
  ]
  const longest = mistakes.length > 0 ? 0 : longestWait(retry)
  if (longest > LONGEST_STAY_SECONDS) {
    mistakes.push(
      `${place}.retry: ${maxAttempts} attempts can wait ${longest} s in all, too long for a queue that keeps a message ${QUEUE_RETENTION_SECONDS} s. At most ${LONGEST_STAY_SECONDS} s is allowed: lower maxAttempts or maxDelaySeconds.`,
    )
  }
  return mistakes
}

function visibilityMistakes(
  place: string,
  subscription: SubscriptionDefinition,
  { visibilityTimeoutSeconds, maxReceiveCount, batchWindowSeconds }: SubscriptionSettings,
): string[] {
  const least = leastVisibilityTimeout(subscription)
  if (visibilityTimeoutSeconds < least) {
    return [
      `${place}.visibilityTimeoutSeconds: is ${visibilityTimeoutSeconds}. It must be at least 6 × the timeout plus the window: ${least}. Raise it, or leave it out.`,
    ]
  }
  const most = Math.floor(LONGEST_STAY_SECONDS / maxReceiveCount)
  if (visibilityTimeoutSeconds <= most) return []
  const remedy =
    least <= most
      ? 'lower it, or leave it out'
      : `lower timeoutSeconds to ${Math.floor((most - batchWindowSeconds) / 6)} or less`
  return [
    `${place}: a visibility timeout of ${visibilityTimeoutSeconds} s × ${maxReceiveCount} receives could outlast the queue's retention. At most ${most} s is allowed: ${remedy}.`,
  ]
}

function environmentMistakes(place: string, { environment = {} }: SubscriptionDefinition): string[] {
  const encoder = new TextEncoder()
  const bytes = Object.entries(environment)
    .map(([variable, value]) => encoder.encode(variable + value).length)
    .reduce((sum, length) => sum + length, 0)
  const mistakes = Object.keys(environment).flatMap((variable) => {
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
  if (bytes > MAX_ENVIRONMENT_BYTES) {
    mistakes.push(
      `${place}.environment: takes ${bytes} bytes. At most ${MAX_ENVIRONMENT_BYTES} are allowed: keep the bulk in a module or a table.`,
    )
  }
  return mistakes
}

/** Groups whose stacks would have the names of others. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  [CANARY_GROUP, 'the canary'],
  [CONSOLE_GROUP, "the operator's desk"],
])

function groupMistakes(place: string, group: string): string[] {
  const owner = TAKEN.get(group)
  if (owner === undefined) return nameMistakes(place, group)
  return [`${place}: '${group}' is the name of the stack of ${owner}. Choose another name.`]
}
