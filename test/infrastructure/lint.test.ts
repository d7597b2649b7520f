import { App, Duration, Stack, Validations } from 'aws-cdk-lib'
import { Code, EventSourceMapping, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns'
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import { lintResources } from '../../lib/infrastructure/lint/lint-resources.ts'
import { stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { bus } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const DAYS_14 = { retentionPeriod: Duration.days(14) }

/** What is said of resources that somebody adds. */
function saidOf(add: (stack: Stack) => void): string[] {
  const app = new App()
  add(new Stack(app, 'Added'))
  try {
    lintResources(app)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

const deadLetterQueue = (stack: Stack, maxReceiveCount = 5) => ({
  maxReceiveCount,
  queue: new Queue(stack, 'Dead', DAYS_14),
})
const handled = (
  stack: Stack,
  id = 'Function',
  props: { timeout?: Duration; reservedConcurrentExecutions?: number } = {},
) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    ...props,
  })
const mapped = (stack: Stack, target: LambdaFunction, queue: Queue, props: object = {}) =>
  new EventSourceMapping(stack, 'Mapping', {
    target,
    eventSourceArn: queue.queueArn,
    reportBatchItemFailures: true,
    ...props,
  })
const sound = (stack: Stack, props: object = {}) =>
  new Queue(stack, 'Queue', { deadLetterQueue: deadLetterQueue(stack), ...props })

describe('what the bus makes', () => {
  it('breaks no rule, in any topology and stage', { timeout: 60_000 }, () => {
    const property = fc.property(anyTopology, fc.constantFrom('dev', 'prod'), (topology, stage) => {
      lintResources(bus(topology, stageConfig(stage)))
    })
    fc.assert(property, { numRuns: 10 })
  })

  it('is looked at together with what somebody adds to it', () => {
    const app = bus(shop, stageConfig('dev'))
    new CfnQueue(app.node.findChild('omnibus-dev-main'), 'Careless')
    expect(() => lintResources(app)).toThrow(
      /^omnibus-dev-main\/Careless: a queue without a dead-letter queue/,
    )
  })
})

describe('a resource that somebody adds', () => {
  it('is fine when it follows the rules', () => {
    const said = saidOf((stack) => {
      const queue = sound(stack, { visibilityTimeout: Duration.seconds(70) })
      mapped(stack, handled(stack, 'Function', { timeout: Duration.seconds(10) }), queue, {
        maxBatchingWindow: Duration.seconds(10),
      })
    })
    expect(said).toEqual([])
  })

  const MISTAKES: Readonly<Record<string, readonly [(stack: Stack) => void, string]>> = {
    'a queue without a dead-letter queue': [
      (stack) => new Queue(stack, 'Queue'),
      'Added/Queue: a queue without a dead-letter queue forgets what nobody could handle when its retention ends. Give it a deadLetterQueue. (omnibus:queue-without-dead-letters)',
    ],
    'too few receives': [
      (stack) => new Queue(stack, 'Queue', { deadLetterQueue: deadLetterQueue(stack, 4) }),
      'Added/Queue: maxReceiveCount is 4, so throttling alone can make dead letters of good messages. Give 5 or more. (omnibus:few-receives)',
    ],
    'dead letters that go first': [
      (stack) => sound(stack, DAYS_14),
      'Added/Dead: it keeps dead letters 1209600 s, no longer than their queue (1209600 s), and their age goes on counting. Give it a retentionPeriod of 14 days. (omnibus:dead-letters-forgotten-first)',
    ],
    'a subscription without a dead-letter queue': [
      (stack) =>
        new Subscription(stack, 'Subscription', {
          topic: new Topic(stack, 'Topic'),
          protocol: SubscriptionProtocol.SQS,
          endpoint: sound(stack).queueArn,
        }),
      'Added/Subscription: SNS drops what it cannot deliver to a subscription without a dead-letter queue. Give it a redrivePolicy with a deadLetterTargetArn. (omnibus:subscription-without-dead-letters)',
    ],
    'a key that SNS may not use': [
      (stack) => {
        const queue = sound(stack)
        ;(queue.node.defaultChild as CfnQueue).kmsMasterKeyId = 'alias/aws/sqs'
        new Subscription(stack, 'Subscription', {
          topic: new Topic(stack, 'Topic'),
          protocol: SubscriptionProtocol.SQS,
          endpoint: queue.queueArn,
          deadLetterQueue: new Queue(stack, 'Undelivered', DAYS_14),
        })
      },
      'Added/Queue: SNS may not use alias/aws/sqs, so nothing would ever arrive. Encrypt the queue with SQS_MANAGED, or with a key whose policy lets sns.amazonaws.com use it. (omnibus:key-without-sns)',
    ],
    'a visibility timeout that is too short': [
      (stack) => {
        const queue = sound(stack, { visibilityTimeout: Duration.seconds(69) })
        const target = handled(stack, 'Function', { timeout: Duration.seconds(10) })
        mapped(stack, target, queue, { maxBatchingWindow: Duration.seconds(10) })
      },
      'Added/Queue: visibilityTimeout is 69 s, but its function has 10 s and throttled batches are tried again within it. Give at least 6 × the timeout plus the window: 70 s. (omnibus:short-visibility)',
    ],
    'batches that fail as a whole': [
      (stack) => mapped(stack, handled(stack), sound(stack), { reportBatchItemFailures: false }),
      'Added/Mapping: one failed message makes Lambda repeat the whole batch, also what was handled. Set reportBatchItemFailures, and answer with the failed ones. (omnibus:whole-batches-fail)',
    ],
    'a reserved concurrency behind a mapping without a limit': [
      (stack) => mapped(stack, handled(stack, 'Function', { reservedConcurrentExecutions: 2 }), sound(stack)),
      'Added/Mapping: its function has a reserved concurrency, so messages that were received are throttled until they are dead letters. Limit the mapping with maxConcurrency. (omnibus:throttled-while-held)',
    ],
  }

  it.each(Object.entries(MISTAKES))('fails as %s, with the way to mend it', (_mistake, [add, sentence]) => {
    expect(saidOf(add)).toEqual([sentence])
  })

  it('may break a rule on purpose, when somebody says so on it or above it', () => {
    const said = saidOf((stack) => {
      const queue = new Queue(stack, 'Queue')
      const rule = { id: 'omnibus:queue-without-dead-letters', reason: 'Nobody misses what is in it.' }
      Validations.of(queue).acknowledge(rule)
      new Queue(stack, 'Other')
    })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^Added\/Other: /)
  })
})
