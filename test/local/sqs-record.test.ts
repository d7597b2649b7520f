import { createHash } from 'node:crypto'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { callJson } from '../../lib/local/emulators/aws-calls.ts'
import { handledHere } from '../support/handled-here.ts'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'
import { localQueue } from '../support/local-queue.ts'

/** A queue whose consumer keeps the events that it was given. */
async function recording(
  handle: (event: SQSEvent) => unknown,
  given: { queue?: object; handler?: object } = {},
) {
  const events: SQSEvent[] = []
  const here = await handledHere<SQSEvent>((event) => {
    events.push(event)
    return handle(event)
  })
  const stack: HandMadeStack = await startAssembly({
    functions: { Handler: { code: here.code, properties: { ...given.handler } } },
    Resources: {
      Queue: resourceOf('SQS::Queue', { VisibilityTimeout: 1, ...given.queue }),
      Mapping: resourceOf('Lambda::EventSourceMapping', {
        EventSourceArn: attribute('Queue'),
        FunctionName: ref('Handler'),
      }),
    },
  })
  const queue = localQueue(stack.resource('Queue').physicalId)
  return {
    queue,
    stack,
    events,
    records: (): SQSRecord[] => events.flatMap(({ Records }) => Records),
    untilEmpty: () =>
      expect.poll(() => queue.backlog(), { timeout: 10_000 }).toEqual({ waiting: 0, inFlight: 0 }),
    async [Symbol.asyncDispose]() {
      await stack.close()
      await here[Symbol.asyncDispose]()
    },
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

describe('a record', () => {
  test('is as AWS writes it', async () => {
    await using running = await recording(() => undefined)
    const sentAt = Date.now()
    const { MessageId } = await callJson<{ MessageId: string }>(
      running.stack.endpoints.aws,
      'AmazonSQS.SendMessage',
      {
        QueueUrl: running.queue.url,
        MessageBody: 'héllo 😀',
        MessageAttributes: {
          type: { DataType: 'String', StringValue: 'order.placed' },
          bytes: { DataType: 'Binary', BinaryValue: 'AP8=' },
        },
      },
    )
    await running.untilEmpty()
    const [record] = running.records()
    expect(record).toEqual({
      messageId: MessageId,
      receiptHandle: expect.any(String),
      body: 'héllo 😀',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        type: { stringValue: 'order.placed', stringListValues: [], binaryListValues: [], dataType: 'String' },
        bytes: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: md5('héllo 😀'),
      eventSource: 'aws:sqs',
      eventSourceARN: running.stack.resource('Queue').attributes['Arn'],
      awsRegion: 'us-east-1',
    })
    expect(Number(record?.attributes.SentTimestamp)).toBeGreaterThanOrEqual(sentAt)
  })

  test('of a FIFO queue has its group, deduplication id and sequence number', async () => {
    await using running = await recording(() => undefined, { queue: { FifoQueue: true } })
    for (const body of ['a', 'b'])
      await running.queue.send(body, { group: 'x', deduplicationId: `id-${body}` })
    await running.untilEmpty()
    const [first, second] = running.records().map(({ attributes }) => attributes)
    expect(first).toMatchObject({
      MessageGroupId: 'x',
      MessageDeduplicationId: 'id-a',
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
    })
    expect(Number(second?.SequenceNumber)).toBeGreaterThan(Number(first?.SequenceNumber))
  })

  test('keeps its id and SentTimestamp when it is received again; one that is sent again has new ones', async () => {
    let failures = 1
    await using running = await recording(() => {
      if (failures-- > 0) throw new Error('not yet')
    })
    await running.queue.send('same')
    await running.untilEmpty()
    await running.queue.send('same')
    await running.untilEmpty()
    const seen = running.records().map(({ messageId, attributes }) => ({
      messageId,
      sent: Number(attributes.SentTimestamp),
      count: attributes.ApproximateReceiveCount,
    }))
    const [first, again, anew] = seen
    expect(seen.map(({ count }) => count)).toEqual(['1', '2', '1'])
    expect([again?.messageId, again?.sent]).toEqual([first?.messageId, first?.sent])
    expect(anew?.messageId).not.toBe(first?.messageId)
    expect(anew?.sent).toBeGreaterThan(first?.sent ?? 0)
  })
})

test('is received again when the consumer asks for it by ChangeMessageVisibility', async () => {
  await using running = await recording(
    async ({ Records: [record] }) => {
      if (record?.attributes.ApproximateReceiveCount !== '1') return
      await callJson(running.stack.endpoints.aws, 'AmazonSQS.ChangeMessageVisibility', {
        QueueUrl: running.queue.url,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: 0,
      })
      throw new Error('later')
    },
    { queue: { VisibilityTimeout: 600 } },
  )
  await running.queue.send('a')
  await running.untilEmpty()
  expect(running.records().map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2'])
})

test('comes in as many events as 6 MB of each allow', async () => {
  await using running = await recording(() => undefined, { queue: { VisibilityTimeout: 60 } })
  const [mapping] = running.stack.eventSourceMappings
  await mapping?.pause()
  for (let index = 0; index < 8; index += 1) await running.queue.send(`${index}${'x'.repeat(1_000_000)}`)
  mapping?.resume()
  await running.untilEmpty()
  expect(running.events.map(({ Records }) => Records.length)).toEqual([6, 2])
  expect(running.records().map(({ body }) => body[0])).toEqual([...'01234567'])
})

test('comes back, counted, when the function has no concurrency left', async () => {
  await using running = await recording(() => undefined, { handler: { ReservedConcurrentExecutions: 0 } })
  const [mapping] = running.stack.eventSourceMappings
  await running.queue.send('a')
  const throttled = 'A batch of 1 failed: Rate Exceeded.'
  await expect
    .poll(() => running.stack.lines.filter(({ text }) => text === throttled), { timeout: 5000 })
    .toHaveLength(2)
  await mapping?.pause()
  const [message] = await running.queue.receive({ wait: 5 })
  expect(message?.Attributes?.['ApproximateReceiveCount']).toBe('3')
  expect(running.events).toEqual([])
})
