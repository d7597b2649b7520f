import { describe, expect, it } from 'vitest'
import { diagnose, type Examined } from '../../../lib/messaging/operate/diagnose.ts'
import { letsTopicSend } from '../../../lib/messaging/operate/lets-topic-send.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const { topology } = memoryDesk()
const topicArn = 'arn:aws:sns:eu-central-1:123456789012:shop-dev-orders'
const policyFor = (source: string) =>
  JSON.stringify({
    Statement: [
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': source } },
      },
    ],
  })
const queueOf = (name: string, more: object = {}) => ({
  arn: `arn:aws:sqs:eu-central-1:123456789012:${name}`,
  waiting: 0,
  inFlight: 0,
  delayed: 0,
  visibilityTimeoutSeconds: 180,
  retentionSeconds: 604_800,
  ...more,
})
const deadLetterQueue = queueOf('dead', { retentionSeconds: 1_209_600 })
const WELL: Examined = {
  topicArn,
  queue: queueOf('billing', {
    redrivePolicy: { deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount: 100 },
    policy: policyFor(topicArn),
  }),
  deadLetterQueue,
  undeliveredQueue: queueOf('undelivered'),
  feed: { state: 'ENABLED', reportsBatchItemFailures: true, timeoutSeconds: 30 },
  link: {
    rawMessageDelivery: true,
    filterPolicy: { type: ['placed'] },
    deadLetterTargetArn: queueOf('undelivered').arn,
  },
}
const faults = (changes: Partial<Examined>) =>
  diagnose(topology, 'billing', { ...WELL, ...changes }).map(({ fault }) => fault)
const filtered = (filterPolicy: Record<string, unknown>) =>
  faults({ link: { ...WELL.link, rawMessageDelivery: true, filterPolicy } })

describe('the diagnosis', () => {
  it('of a subscription as it is deployed is empty', () => {
    expect(faults({})).toEqual([])
  })

  it('tells of a part that is gone', () => {
    expect(faults({ queue: undefined })).toEqual(['QUEUE_MISSING'])
    expect(faults({ deadLetterQueue: undefined })).toEqual(['DEAD_LETTER_QUEUE_MISSING'])
    expect(faults({ undeliveredQueue: undefined })).toEqual(['UNDELIVERED_QUEUE_MISSING'])
    expect(faults({ feed: undefined })).toEqual(['CONSUMER_MISSING'])
    expect(faults({ feed: { state: 'ENABLED', reportsBatchItemFailures: true } })).toEqual([
      'FUNCTION_MISSING',
    ])
    expect(faults({ link: undefined })).toEqual(['SUBSCRIPTION_MISSING'])
  })

  it('tells of dead letters that expire as early as the events', () => {
    expect(faults({ deadLetterQueue: queueOf('dead') })).toEqual(['DEAD_LETTERS_EXPIRE_EARLY'])
  })

  it('holds the visibility timeout against the timeout that the function has now', () => {
    const feed = { state: 'ENABLED', reportsBatchItemFailures: true } as const
    expect(faults({ feed: { ...feed, timeoutSeconds: 31 } })).toEqual(['VISIBILITY_TOO_SHORT'])
  })

  it.each([
    [{}, []],
    [{ type: ['placed', 'gone'] }, []],
    [{ type: [{ prefix: 'pl' }] }, []],
    [{ type: ['gone'] }, ['FILTER_MATCHES_NOTHING']],
    [{ type: [] }, ['FILTER_MATCHES_NOTHING']],
    [{ colour: ['red'] }, ['FILTER_MATCHES_NOTHING']],
    [{ colour: [{ exists: false }] }, []],
    [{ subject: ['a'], type: ['placed'] }, []],
    [{ subject: [] }, ['FILTER_MATCHES_NOTHING']],
    [{ type: ['gone', { prefix: 'pl' }] }, []],
    [{ colour: ['red', { exists: false }] }, []],
    [{ colour: [null] }, ['FILTER_MATCHES_NOTHING']],
  ])('of the filter %j is %j', (filterPolicy, expected) => {
    expect(filtered(filterPolicy)).toEqual(expected)
  })
})

/** A queue like billing's, but for some. */
const ownQueue = (more: object) => ({ queue: { ...queueOf('billing', WELL.queue), ...more } })
const net = (maxReceiveCount: number, deadLetterTargetArn = deadLetterQueue.arn) =>
  ownQueue({ redrivePolicy: { deadLetterTargetArn, maxReceiveCount } })
const feed = { state: 'ENABLED', reportsBatchItemFailures: true, timeoutSeconds: 30 } as const
const link = { rawMessageDelivery: true, deadLetterTargetArn: queueOf('undelivered').arn }

describe('a finding', () => {
  it.each<[string, Partial<Examined>, RegExp, RegExp]>([
    ['QUEUE_MISSING', { queue: undefined }, /queue is gone/, /--revert-drift/],
    ['DEAD_LETTER_QUEUE_MISSING', net(100, 'arn:of:another'), /No dead-letter queue/, /--revert-drift/],
    [
      'DEAD_LETTER_QUEUE_MISSING',
      ownQueue({ redrivePolicy: undefined }),
      /No dead-letter queue/,
      /--revert-drift/,
    ],
    ['NET_TOO_EARLY', net(2), /after 2 receives, before its 3 attempts/, /back to 100/],
    ['NET_TOO_LATE', net(1_681), /1681 receives of 180 s may outlast the 604800 s/, /back to 100,.* 7 days/],
    ['DEAD_LETTERS_EXPIRE_EARLY', { deadLetterQueue: queueOf('dead') }, /messages 604800 s/, /14 days/],
    ['CONSUMER_MISSING', { feed: undefined }, /mapping is gone/, /--revert-drift/],
    ['CONSUMER_DISABLED', { feed: { ...feed, state: 'DISABLED' } }, /paused/, /^omnibus resume billing$/],
    [
      'FUNCTION_MISSING',
      { feed: { state: 'ENABLED', reportsBatchItemFailures: true } },
      /function of its consumer is gone/,
      /--revert-drift/,
    ],
    [
      'BATCH_ITEM_FAILURES_NOT_REPORTED',
      { feed: { ...feed, reportsBatchItemFailures: false } },
      /lacks ReportBatchItemFailures/,
      /Set FunctionResponseTypes/,
    ],
    [
      'VISIBILITY_TOO_SHORT',
      ownQueue({ visibilityTimeoutSeconds: 179 }),
      /hidden for 179 s/,
      /to 180 or more/,
    ],
    ['SUBSCRIPTION_MISSING', { link: undefined }, /no subscription for its queue/, /--revert-drift/],
    [
      'QUEUE_CLOSED_TO_TOPIC',
      ownQueue({ policy: policyFor('arn:of:another') }),
      /does not let its topic send/,
      /Then: omnibus dead-letters redrive billing --undelivered --all$/,
    ],
    [
      'RAW_DELIVERY_OFF',
      { link: { ...link, rawMessageDelivery: false } },
      /Raw message delivery is off/,
      /Set RawMessageDelivery/,
    ],
    [
      'UNDELIVERED_QUEUE_MISSING',
      { link: { ...link, deadLetterTargetArn: 'arn:of:another' } },
      /has no dead-letter queue/,
      /Set RedrivePolicy/,
    ],
    [
      'FILTER_MATCHES_NOTHING',
      { link: { ...link, filterPolicy: { type: [] } } },
      /of: placed\.$/,
      /--revert-drift/,
    ],
  ])('%s says what is wrong, and what mends it', (fault, changes, problem, mend) => {
    expect(diagnose(topology, 'billing', { ...WELL, ...changes })).toEqual([
      {
        fault,
        subscription: 'billing',
        problem: expect.stringMatching(problem),
        mend: expect.stringMatching(mend),
      },
    ])
  })

  it('has all event types that do not get through', () => {
    const [finding] = diagnose(topology, 'archive', {
      ...WELL,
      link: { ...link, filterPolicy: { type: ['other'] } },
    })
    expect(finding?.problem).toMatch(/of: placed, gone\.$/)
  })

  it.each([
    ['as many receives as attempts', net(3)],
    ['receives for just half of what the queue keeps', net(1_680)],
    ['a consumer that is being turned on', { feed: { ...feed, state: 'ENABLING' as const } }],
  ])('is not made of %s', (_what, changes) => {
    expect(faults(changes)).toEqual([])
  })
})

const statement = (changes: object) =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*', ...changes } })

describe('a queue policy', () => {
  it.each([
    [undefined, false],
    ['{}', false],
    [policyFor(topicArn), true],
    [policyFor('arn:aws:sns:eu-central-1:123456789012:shop-dev-*'), true],
    [policyFor('arn:aws:sns:eu-central-1:123456789012:other'), false],
    [policyFor(topicArn).replace('sns.amazonaws.com', 's3.amazonaws.com'), false],
    [policyFor(topicArn).replace('sqs:SendMessage', 'sqs:ReceiveMessage'), false],
    [policyFor(topicArn).replace('aws:SourceArn', 'aws:SourceAccount'), false],
    [policyFor(`${topicArn}x`), false],
    [policyFor('arn:aws:sns:eu-central-1:123456789012:other-*'), false],
    [statement({}), true],
    [statement({ Effect: 'Deny' }), false],
    [statement({ Principal: { AWS: '*' } }), true],
    [statement({ Principal: { Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] } }), true],
    [statement({ Principal: undefined }), false],
    [statement({ Action: ['sqs:GetQueueUrl', 'SQS:SendMessage'] }), true],
    [statement({ Action: undefined }), false],
  ])('%s lets the topic in: %j', (policy, expected) => {
    expect(letsTopicSend(policy, topicArn)).toBe(expected)
  })
})
