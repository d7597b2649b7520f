import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deletedAfterPartialResponse } from '../../lib/local/event-source/partial-batch-response.ts'
import { type HandledHere, handledHere } from '../support/handled-here.ts'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'
import { type LocalQueue, localQueue } from '../support/local-queue.ts'

const failing = (...ids: unknown[]): object => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
})

type Answer = (ids: readonly string[]) => unknown

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
const RULES: readonly (readonly [what: string, answer: Answer, deleted: readonly string[]])[] = [
  ['nothing', () => undefined, ['a', 'b', 'c']],
  ['null', () => null, ['a', 'b', 'c']],
  ['an empty object', () => ({}), ['a', 'b', 'c']],
  ['an empty list', () => failing(), ['a', 'b', 'c']],
  ['a null list', () => ({ batchItemFailures: null }), ['a', 'b', 'c']],
  ['one message', ([, b]) => failing(b), ['a', 'c']],
  ['the same message twice', ([a]) => failing(a, a), ['b', 'c']],
  ['every message', (ids) => failing(...ids), []],
  ['an empty itemIdentifier', () => failing(''), []],
  ['a null itemIdentifier', () => failing(null), []],
  ['no itemIdentifier', () => failing(undefined), []],
  ['another key', ([a]) => ({ batchItemFailures: [{ id: a }] }), []],
  ['an unknown message', () => failing('of-another-batch'), []],
  ['a known and an unknown message', ([a]) => failing(a, 'of-another-batch'), []],
  ['a known and an empty itemIdentifier', ([a]) => failing(a, ''), []],
  ['an itemIdentifier that is a number', () => failing(1), []],
  ['items that are texts', ([a]) => ({ batchItemFailures: [a] }), []],
  ['items that are null', () => ({ batchItemFailures: [null] }), []],
  ['failures that are no list', ([a]) => ({ batchItemFailures: { itemIdentifier: a } }), []],
  ['a text', () => 'done', []],
  ['a number', () => 0, []],
  ['a list', () => [], []],
]

describe('deletedAfterPartialResponse', () => {
  test.each(RULES)('%s', (_what, answer, deleted) => {
    const ids = ['a', 'b', 'c']
    expect(deletedAfterPartialResponse(JSON.stringify(answer(ids)) ?? '', ids)).toEqual(deleted)
  })

  test.each(['{', 'done', '{"batchItemFailures":[]} and more'])(
    'deletes none after invalid JSON: %s',
    (payload) => expect(deletedAfterPartialResponse(payload, ['a'])).toEqual([]),
  )
})

interface SqsRecord {
  readonly messageId: string
  readonly body: string
  readonly eventSourceARN: string
  readonly attributes: { readonly ApproximateReceiveCount: string }
}

/** Each rule has a queue of its own, so that they all wait for their visibility timeout at once. */
describe('an event source mapping with ReportBatchItemFailures', () => {
  const firstTime: string[][] = RULES.map(() => [])
  const cameBack: string[][] = RULES.map(() => [])
  let handler: HandledHere
  let stack: HandMadeStack
  const queue = (rule: number): LocalQueue => localQueue(stack.resource(`Queue${rule}`).physicalId)

  beforeAll(async () => {
    handler = await handledHere<{ Records: SqsRecord[] }>(({ Records }) => {
      const rule = RULES.findIndex((_, index) => Records[0]?.eventSourceARN.endsWith(`Queue${index}`))
      const isFirst = Records.some(({ attributes }) => attributes.ApproximateReceiveCount === '1')
      const bodies = Records.map(({ body }) => body)
      if (isFirst) firstTime[rule]?.push(...bodies)
      else cameBack[rule]?.push(...bodies)
      const inOrder = Records.toSorted((a, b) => a.body.localeCompare(b.body))
      return isFirst ? RULES[rule]?.[1](inOrder.map(({ messageId }) => messageId)) : undefined
    })
    const resources = RULES.flatMap((_, rule) => [
      [`Queue${rule}`, resourceOf('SQS::Queue', { VisibilityTimeout: 2 })],
      [`Mapping${rule}`, mappingOf(`Queue${rule}`)],
    ])
    stack = await startAssembly({
      functions: { Handler: { code: handler.code, properties: { Timeout: 2 } } },
      Resources: Object.fromEntries(resources),
    })
    await Promise.all(RULES.map((_, rule) => queue(rule).sendBatch(['a', 'b', 'c'])))
  })
  afterAll(async () => {
    await stack.close()
    await handler[Symbol.asyncDispose]()
  })

  test.each(RULES.map(([what, , deleted], rule) => ({ what, deleted, rule })))(
    'lets all but the deleted come back after $what',
    async ({ deleted, rule }) => {
      await expect.poll(() => queue(rule).backlog(), { timeout: 10_000 }).toEqual({ waiting: 0, inFlight: 0 })
      expect(firstTime[rule]?.toSorted()).toEqual(['a', 'b', 'c'])
      expect(cameBack[rule]?.toSorted()).toEqual(['a', 'b', 'c'].filter((body) => !deleted.includes(body)))
    },
  )
})

function mappingOf(queue: string) {
  return resourceOf('Lambda::EventSourceMapping', {
    EventSourceArn: attribute(queue),
    FunctionName: ref('Handler'),
    BatchSize: 3,
    MaximumBatchingWindowInSeconds: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
}
