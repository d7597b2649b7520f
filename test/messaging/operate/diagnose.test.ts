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
  ])('of the filter %j is %j', (filterPolicy, expected) => {
    expect(filtered(filterPolicy)).toEqual(expected)
  })
})

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
    [JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*' } }), true],
  ])('%s lets the topic in: %j', (policy, expected) => {
    expect(letsTopicSend(policy, topicArn)).toBe(expected)
  })
})
