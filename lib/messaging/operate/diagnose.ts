import { EVENT_ATTRIBUTES } from '../../topology/filter-policy.ts'
import { leastVisibilityTimeout, subscriptionSettings } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import { letsTopicSend } from './lets-topic-send.ts'
import type { Feed, QueueDescription, TopicLink } from './ports.ts'

/** Something of a stack that is not as the topology wants it. */
export interface Finding {
  /** One word for programs. */
  readonly fault: string
  /** Undefined where it is of the bus as a whole. */
  readonly subscription?: string
  readonly problem: string
  readonly mend: string
}

/** A subscription as AWS has it. What is undefined is not there. */
export interface Examined {
  readonly topicArn: string
  readonly queue: QueueDescription | undefined
  readonly deadLetterQueue: QueueDescription | undefined
  readonly undeliveredQueue: QueueDescription | undefined
  readonly feed: Feed | undefined
  readonly link: TopicLink | undefined
}

/** A plain deployment compares templates, and mends nothing that was changed by hand. */
const DEPLOY = 'Somebody changed it by hand: `npx cdk deploy --all --revert-drift` puts it back.'

/** Everything that is wrong with one subscription, as compared with what the topology says. */
export function diagnose(topology: Topology, subscription: string, examined: Examined): readonly Finding[] {
  const { queue } = examined
  const found = queue
    ? [
        ...netFindings(topology, subscription, examined, queue),
        ...feedFindings(topology, subscription, examined.feed, queue),
        ...linkFindings(topology, subscription, examined, queue),
      ]
    : [{ fault: 'QUEUE_MISSING', problem: 'Its queue is gone: events are lost.', mend: DEPLOY }]
  return found.map((finding) => ({ ...finding, subscription }))
}

type Found = Omit<Finding, 'subscription'>

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
function netFindings(
  topology: Topology,
  name: string,
  { deadLetterQueue }: Examined,
  { redrivePolicy, retentionSeconds, visibilityTimeoutSeconds }: QueueDescription,
): Found[] {
  const { retry, maxReceiveCount } = subscriptionSettings(topology, name)
  if (!deadLetterQueue || redrivePolicy?.deadLetterTargetArn !== deadLetterQueue.arn) {
    const problem =
      'No dead-letter queue stands behind its queue: what a dying consumer cannot claim is tried until it expires.'
    return [{ fault: 'DEAD_LETTER_QUEUE_MISSING', problem, mend: DEPLOY }]
  }
  const given = redrivePolicy.maxReceiveCount
  const longest = given * visibilityTimeoutSeconds
  return [
    ...(given < retry.maxAttempts
      ? [
          {
            fault: 'NET_TOO_EARLY',
            problem: `SQS takes an event away after ${given} receives, before its ${retry.maxAttempts} attempts are used up.`,
            mend: `Set maxReceiveCount of its queue back to ${maxReceiveCount}, or deploy the stacks again.`,
          },
        ]
      : []),
    ...(longest > retentionSeconds / 2
      ? [
          {
            fault: 'NET_TOO_LATE',
            problem: `${given} receives of ${visibilityTimeoutSeconds} s may outlast the ${retentionSeconds} s that the queue keeps an event: it would be lost.`,
            mend: `Set maxReceiveCount of its queue back to ${maxReceiveCount}, or its retention back to 7 days.`,
          },
        ]
      : []),
    ...(deadLetterQueue.retentionSeconds <= retentionSeconds
      ? [
          {
            fault: 'DEAD_LETTERS_EXPIRE_EARLY',
            problem: `Its dead-letter queue keeps messages ${deadLetterQueue.retentionSeconds} s, no longer than the queue itself: a dead letter keeps its age.`,
            mend: 'Set the retention of the dead-letter queue back to 14 days, or deploy the stacks again.',
          },
        ]
      : []),
  ]
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function feedFindings(
  topology: Topology,
  name: string,
  feed: Feed | undefined,
  { visibilityTimeoutSeconds }: QueueDescription,
): Found[] {
  if (!feed) {
    const problem =
      'Nothing feeds its consumer: the event source mapping is gone, and events wait until they expire.'
    return [{ fault: 'CONSUMER_MISSING', problem, mend: DEPLOY }]
  }
  const { timeoutSeconds } = feed
  const declared = topology.subscriptions[name]
  const least = leastVisibilityTimeout({ ...declared, topic: '', ...(timeoutSeconds && { timeoutSeconds }) })
  return [
    ...(feed.state === 'DISABLED'
      ? [
          {
            fault: 'CONSUMER_DISABLED',
            problem: 'Its consumer is paused: events wait in the queue until they expire.',
            mend: `omnibus resume ${name}`,
          },
        ]
      : []),
    ...(timeoutSeconds === undefined
      ? [{ fault: 'FUNCTION_MISSING', problem: 'The function of its consumer is gone.', mend: DEPLOY }]
      : []),
    ...(feed.reportsBatchItemFailures
      ? []
      : [
          {
            fault: 'BATCH_ITEM_FAILURES_NOT_REPORTED',
            problem:
              'Its event source mapping lacks ReportBatchItemFailures: what fails is taken for handled, and lost.',
            mend: 'Set FunctionResponseTypes of the mapping to ReportBatchItemFailures, or deploy the stacks again.',
          },
        ]),
    ...(visibilityTimeoutSeconds < least
      ? [
          {
            fault: 'VISIBILITY_TOO_SHORT',
            problem: `An event is hidden for ${visibilityTimeoutSeconds} s, less than 6 × the function's timeout and the window: it is delivered again while it is at work.`,
            mend: `Set VisibilityTimeout of its queue to ${least} or more.`,
          },
        ]
      : []),
  ]
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function linkFindings(
  topology: Topology,
  name: string,
  { topicArn, undeliveredQueue, link }: Examined,
  { policy }: QueueDescription,
): Found[] {
  if (!link) {
    const problem = 'Its topic has no subscription for its queue: nothing arrives.'
    return [{ fault: 'SUBSCRIPTION_MISSING', problem, mend: DEPLOY }]
  }
  const unreachable = leftOut(topology, name, link.filterPolicy)
  return [
    ...(letsTopicSend(policy, topicArn)
      ? []
      : [
          {
            fault: 'QUEUE_CLOSED_TO_TOPIC',
            problem:
              'The policy of its queue does not let its topic send: every event ends in the undelivered ones.',
            mend: `${DEPLOY} Then: omnibus dead-letters redrive ${name} --undelivered --all`,
          },
        ]),
    ...(link.rawMessageDelivery
      ? []
      : [
          {
            fault: 'RAW_DELIVERY_OFF',
            problem: 'Raw message delivery is off: SNS wraps each event, and the consumer can read none.',
            mend: 'Set RawMessageDelivery of the subscription to true, or deploy the stacks again.',
          },
        ]),
    ...(undeliveredQueue && link.deadLetterTargetArn === undeliveredQueue.arn
      ? []
      : [
          {
            fault: 'UNDELIVERED_QUEUE_MISSING',
            problem: 'Its subscription has no dead-letter queue: what SNS cannot deliver is lost.',
            mend: 'Set RedrivePolicy of the subscription, or deploy the stacks again.',
          },
        ]),
    ...(unreachable.length > 0
      ? [
          {
            fault: 'FILTER_MATCHES_NOTHING',
            problem: `The filter policy of its subscription lets nothing through of: ${unreachable.join(', ')}.`,
            mend: DEPLOY,
          },
        ]
      : []),
  ]
}

/** The event types of a subscription that its deployed filter cannot let through. */
function leftOut(
  topology: Topology,
  name: string,
  policy: TopicLink['filterPolicy'] = {},
): readonly string[] {
  const { topic, events } = subscriptionSettings(topology, name)
  const carried = new Set<string>([
    ...EVENT_ATTRIBUTES,
    ...Object.keys(topology.topics[topic]?.attributes ?? {}),
  ])
  const impossible = Object.entries(policy).some(
    ([attribute, conditions]) =>
      Array.isArray(conditions) &&
      (conditions.length === 0 || !carried.has(attribute)) &&
      !mayBeAbsent(conditions),
  )
  if (impossible) return events
  const { type } = policy
  // Other conditions than plain values are SNS's to judge.
  if (!Array.isArray(type) || !type.every((each) => typeof each === 'string')) return []
  return events.filter((event) => !type.includes(event))
}

const mayBeAbsent = (conditions: readonly unknown[]): boolean =>
  conditions.some((each) => (each as { exists?: unknown } | null)?.exists === false)
