import type { RetryPolicy, SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'

const DAY = 86_400

/** How long a queue keeps a message that nobody could handle: half of what its dead-letter queue does. */
export const QUEUE_RETENTION_SECONDS = 7 * DAY
/** SQS's longest. A standard dead letter keeps its age from the source queue, so this must be longer than that. */
export const DEAD_LETTER_RETENTION_SECONDS = 14 * DAY
/** Longer than source, dead-letter and redriven retention together, so that no delivery outlives its record. */
export const LEDGER_RETENTION_SECONDS = 45 * DAY
/**
 * As long as a message can live, dead-lettered and redriven once, plus the life of the delivery that it then makes:
 * when a key is forgotten, whatever its request published is history.
 */
export const PUBLISH_KEY_RETENTION_SECONDS =
  QUEUE_RETENTION_SECONDS * 2 + DEAD_LETTER_RETENTION_SECONDS + LEDGER_RETENTION_SECONDS
/** As long as a message can live, dead-lettered and redriven once, and a day to look at it. */
export const CLAIM_RETENTION_SECONDS = QUEUE_RETENTION_SECONDS * 2 + DEAD_LETTER_RETENTION_SECONDS * 2 + DAY

/**
 * The net below the ledger's own count of attempts: it catches only a consumer that dies before it can claim.
 * On an ordered queue it must not close while a group waits for its first event to succeed.
 */
const MAX_RECEIVE_COUNT = { standard: 100, ordered: 1_000 } as const

/** A message is to be dead long before its queue forgets it, however often it waits. */
export const LONGEST_STAY_SECONDS = QUEUE_RETENTION_SECONDS / 2

/** SNS's default. @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html */
export const DEFAULT_MESSAGE_SIZE = 256 * 1024

/** A subscription with every default filled in. Durations in seconds. */
export interface SubscriptionSettings {
  readonly name: string
  readonly topic: string
  readonly ordered: boolean
  readonly events: readonly string[]
  readonly handler: string
  readonly group: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly visibilityTimeoutSeconds: number
  readonly maxReceiveCount: number
  readonly batchSize: number
  readonly batchWindowSeconds: number
  readonly maximumConcurrency: number
  readonly retry: Required<RetryPolicy>
  readonly ledgerRetentionSeconds: number
  readonly publishes: readonly string[]
  readonly tables: NonNullable<SubscriptionDefinition['tables']>
  readonly environment: Readonly<Record<string, string>>
}

/**
 * So that SQS never makes a dead letter of what the ledger still has attempts for. An event that is put off takes a receive
 * and no attempt; on an ordered queue each attempt of the first of a batch takes one of all that are behind it.
 */
export function mostAttempts({ ordered, maxReceiveCount, batchSize }: SubscriptionSettings): number {
  return Math.floor(maxReceiveCount / (ordered ? batchSize : 2))
}

/**
 * Visibility of six timeouts plus the window is AWS's own advice, for room to retry throttled invocations.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function leastVisibilityTimeout(subscription: SubscriptionDefinition): number {
  return 6 * (subscription.timeoutSeconds ?? 30) + (subscription.batchWindowSeconds ?? 0)
}

export function subscriptionSettings(topology: Topology, name: string): SubscriptionSettings {
  const subscription = topology.subscriptions[name]
  const topic = topology.topics[subscription?.topic ?? '']
  if (!subscription || !topic) {
    throw new Error(
      `'${name}' is not a subscription of this topology. Subscriptions: ${Object.keys(topology.subscriptions).join(', ')}.`,
    )
  }
  const ordered = topic.ordered ?? false
  return {
    name,
    topic: subscription.topic,
    ordered,
    events: subscription.events ?? Object.keys(topic.events),
    handler: subscription.handler ?? `lambdas/consumers/${name}.ts`,
    group: subscription.group ?? 'main',
    timeoutSeconds: subscription.timeoutSeconds ?? 30,
    memoryMegabytes: subscription.memoryMegabytes ?? 256,
    visibilityTimeoutSeconds: subscription.visibilityTimeoutSeconds ?? leastVisibilityTimeout(subscription),
    maxReceiveCount: ordered ? MAX_RECEIVE_COUNT.ordered : MAX_RECEIVE_COUNT.standard,
    batchSize: subscription.batchSize ?? 10,
    batchWindowSeconds: subscription.batchWindowSeconds ?? 0,
    maximumConcurrency: subscription.maximumConcurrency ?? 10,
    retry: {
      maxAttempts: subscription.retry?.maxAttempts ?? 5,
      minDelaySeconds: subscription.retry?.minDelaySeconds ?? 1,
      maxDelaySeconds: subscription.retry?.maxDelaySeconds ?? 300,
    },
    ledgerRetentionSeconds: LEDGER_RETENTION_SECONDS,
    publishes: subscription.publishes ?? [],
    tables: subscription.tables ?? {},
    environment: subscription.environment ?? {},
  }
}

/** How consumers write to the ledger. */
export function ledgerBatching(topology: Topology): 'item' | 'partiql' {
  return topology.ledger?.batching ?? 'item'
}

/** The sum of the delays between the attempts, when jitter makes each as long as it may be. */
export function longestWait({
  maxAttempts,
  minDelaySeconds,
  maxDelaySeconds,
}: Required<RetryPolicy>): number {
  const delays = Array.from({ length: maxAttempts - 1 }, (_, index) =>
    Math.min(maxDelaySeconds, minDelaySeconds * 2 ** index),
  )
  return delays.reduce((sum, delay) => sum + delay, 0)
}

/** From the arrival of a message to its end, when every attempt takes all its time and fails. */
export function longestExpectedStay(subscription: SubscriptionSettings): number {
  const { retry, timeoutSeconds, batchWindowSeconds } = subscription
  return retry.maxAttempts * (batchWindowSeconds + timeoutSeconds) + longestWait(retry)
}

/** Of a message on the topic, attributes included, in bytes. */
export function maximumMessageSize(topic: TopicDefinition | undefined): number {
  return topic?.maximumMessageSize ?? DEFAULT_MESSAGE_SIZE
}

/** The names of the subscriptions on a topic, in the order of their declaration. */
export function subscriptionsOf(topology: Topology, topic: string): readonly string[] {
  return Object.keys(topology.subscriptions).filter((name) => topology.subscriptions[name]?.topic === topic)
}
