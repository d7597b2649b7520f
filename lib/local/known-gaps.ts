/** Where the stack at home is not as AWS is. */
export interface KnownGap {
  readonly id: string
  readonly service: 'API Gateway' | 'Lambda' | 'SNS' | 'SQS'
  readonly atHome: string
  readonly atAws: string
  /** AWS's own words. */
  readonly link: string
}

const AWS = 'https://docs.aws.amazon.com'
const SQS = `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide`

/** Those of fauxqs 2.4.1 first, then those of the runner. A test holds each, so that it is noticed when one closes. */
export const KNOWN_GAPS = [
  {
    id: 'fifo-one-of-a-group',
    service: 'SQS',
    atHome: 'A receive gives one message of a message group, and more only once that one is deleted.',
    atAws: 'A receive gives as many of one group as it can, in order.',
    link: `${SQS}/FIFO-queues-understanding-logic.html`,
  },
  {
    id: 'no-fair-queues',
    service: 'SQS',
    atHome: 'The message group id of a message in a standard queue is dropped, also on the way from SNS.',
    atAws: 'It makes the queue fair between groups, and consumers see it.',
    link: `${SQS}/sqs-fair-queues.html`,
  },
  {
    id: 'deduplication-scope-is-the-queue',
    service: 'SQS',
    atHome: 'A deduplication id counts for the whole queue, whatever DeduplicationScope says.',
    atAws: 'With the scope messageGroup it counts within its group.',
    link: `${SQS}/high-throughput-fifo.html`,
  },
  {
    id: 'nothing-expires',
    service: 'SQS',
    atHome: 'Messages stay beyond MessageRetentionPeriod.',
    atAws: 'They are deleted.',
    link: `${AWS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html`,
  },
  {
    id: 'no-message-move-tasks',
    service: 'SQS',
    atHome:
      'StartMessageMoveTask and ListDeadLetterSourceQueues are unknown, so `omnibus dead-letters move` is refused.',
    atAws: 'They redrive dead letters.',
    link: `${SQS}/sqs-configure-dead-letter-queue-redrive.html`,
  },
  {
    id: 'any-number-of-attributes',
    service: 'SQS',
    atHome: 'A message may have more than 10 attributes.',
    atAws: 'SQS refuses it; SNS drops it where delivery is raw.',
    link: `${AWS}/sns/latest/dg/sns-message-attributes.html`,
  },
  {
    id: 'missing-queue-is-skipped',
    service: 'SNS',
    atHome:
      'A message for a queue that is gone is lost; no dead-letter queue of a subscription is ever used.',
    atAws: "It goes to the subscription's dead-letter queue.",
    link: `${AWS}/sns/latest/dg/sns-dead-letter-queues.html`,
  },
  {
    id: 'no-sequence-number-of-a-publish',
    service: 'SNS',
    atHome: 'Publishing to a FIFO topic answers no SequenceNumber.',
    atAws: 'It does.',
    link: `${AWS}/sns/latest/api/API_Publish.html`,
  },
  {
    id: 'messages-of-1-mib',
    service: 'SNS',
    atHome: 'A message may have 1 MiB, whatever MaximumMessageSize says.',
    atAws: 'It may have 256 KiB, or what its topic allows.',
    link: `${AWS}/sns/latest/dg/large-message-payloads.html`,
  },
  {
    id: 'batches-of-any-size',
    service: 'SNS',
    atHome: 'The messages of a PublishBatch may have more than 256 KiB together.',
    atAws: 'Such a batch is refused.',
    link: `${AWS}/sns/latest/api/API_PublishBatch.html`,
  },
  {
    id: 'no-permissions',
    service: 'SNS',
    atHome: 'A topic delivers to a queue whose policy does not let it.',
    atAws: 'Such a delivery fails and is not repeated.',
    link: `${AWS}/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html`,
  },
  {
    id: 'deduplication-ends-with-the-process',
    service: 'SQS',
    atHome: 'A new start with --persist forgets the deduplication ids of the last minutes.',
    atAws: 'They count for 5 minutes.',
    link: `${SQS}/using-messagededuplicationid-property.html`,
  },
  {
    id: 'nobody-signs',
    service: 'API Gateway',
    atHome: 'Methods with AWS_IAM answer requests that are not signed; the caller is `local`.',
    atAws: 'They answer 403.',
    link: `${AWS}/apigateway/latest/developerguide/permissions.html`,
  },
  {
    id: 'no-throttling',
    service: 'API Gateway',
    atHome: "A stage's throttling limits count for nothing.",
    atAws: 'What is beyond them is answered 429.',
    link: `${AWS}/apigateway/latest/developerguide/api-gateway-request-throttling.html`,
  },
  {
    id: 'longer-header-fields',
    service: 'API Gateway',
    atHome: 'The header fields of a request, those of binary mode too, may have 16 KiB together.',
    atAws: 'They may have 10,240 bytes.',
    link: `${AWS}/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html`,
  },
  {
    id: 'pauses-end-with-the-process',
    service: 'Lambda',
    atHome: 'A new start turns every event source mapping on or off as its template says.',
    atAws: 'A mapping that was disabled stays so, until it is enabled or its template changes.',
    link: `${AWS}/lambda/latest/api/API_UpdateEventSourceMapping.html`,
  },
  {
    id: 'functions-are-not-frozen',
    service: 'Lambda',
    atHome: 'Timers and promises of a function run on between its invocations.',
    atAws: 'They are frozen until the next one.',
    link: `${AWS}/lambda/latest/dg/lambda-runtime-environment.html`,
  },
  {
    id: 'local-time-zone',
    service: 'Lambda',
    atHome: "A function's local time is that of this machine.",
    atAws: 'It is UTC.',
    link: `${AWS}/lambda/latest/dg/configuration-envvars.html`,
  },
] as const satisfies readonly KnownGap[]

/** Where an emulator that the app is deployed to is not as AWS is, and what fails there for that. */
export interface EmulatorGap {
  readonly id: string
  readonly service: KnownGap['service'] | 'CloudFormation'
  readonly there: string
  readonly atAws: string
  /** Where its makers say so. */
  readonly link: string
  /** That fail for it, with the titles around each. One that passes again must be struck off. */
  readonly journeys: readonly { readonly file: string; readonly test: string }[]
}

/** Those of MiniStack 1.5.33. */
export const MINISTACK_GAPS: readonly EmulatorGap[] = [
  {
    id: 'no-alarms-on-expressions',
    service: 'CloudFormation',
    there:
      'A stack with an alarm on metric math is refused. These alarms are deployed on their first metric.',
    atAws: 'They watch the expression.',
    link: 'https://github.com/ministackorg/ministack/pull/265',
    journeys: [],
  },
  {
    id: 'messages-of-256-kib',
    service: 'SNS',
    there: 'A message may have 256 KiB, whatever MaximumMessageSize says.',
    atAws: 'It may have what its topic allows, up to 1 MiB.',
    link: 'https://github.com/ministackorg/ministack/blob/main/ministack/services/sns.py',
    journeys: [],
  },
  {
    id: 'no-metrics-of-queues',
    service: 'SQS',
    there: 'CloudWatch has no metrics of queues, so the age of the oldest message is never known.',
    atAws: 'It has them, minutes later.',
    link: 'https://github.com/ministackorg/ministack/blob/main/ministack/services/sqs.py',
    journeys: [
      {
        file: 'test/journeys/desk.test.ts',
        test: 'omnibus pause and resume > keep events in the queue without a receive, and let them through again',
      },
    ],
  },
]
