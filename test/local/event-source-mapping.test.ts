import { describe, expect, test, vi } from 'vitest'
import { handledHere } from '../support/handled-here.ts'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'
import { type LocalQueue, localQueue } from '../support/local-queue.ts'

interface SqsRecord {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

/** What the test's handler is given: the bodies of a batch, how often they were received, and if the thread is gone. */
interface Batch {
  readonly bodies: readonly string[]
  readonly group: string | undefined
  readonly receiveCount: number
  readonly gone: AbortSignal
}

interface Given {
  readonly handle: (batch: Batch) => unknown
  readonly mapping?: object
  readonly queue?: object
  readonly timeout?: number
  readonly resources?: Parameters<typeof startAssembly>[0]['Resources']
}

interface Running extends AsyncDisposable {
  readonly stack: HandMadeStack
  readonly queue: LocalQueue
}

/** A stack with a queue whose consumer is a test's own handler. */
async function consume(given: Given): Promise<Running> {
  const handler = await handledHere<{ Records: SqsRecord[] }>(({ Records }, gone) => {
    const { ApproximateReceiveCount, MessageGroupId: group } = Records[0]?.attributes ?? {}
    const bodies = Records.map(({ body }) => body)
    return given.handle({ bodies, group, receiveCount: Number(ApproximateReceiveCount), gone })
  })
  const stack = await startAssembly({
    functions: { Handler: { code: handler.code, properties: { Timeout: given.timeout ?? 30 } } },
    Resources: {
      ...given.resources,
      Queue: resourceOf('SQS::Queue', { VisibilityTimeout: 30, ...given.queue }),
      Mapping: resourceOf('Lambda::EventSourceMapping', {
        EventSourceArn: attribute('Queue'),
        FunctionName: ref('Handler'),
        ...given.mapping,
      }),
    },
  })
  return {
    stack,
    queue: localQueue(stack.resource('Queue').physicalId),
    async [Symbol.asyncDispose]() {
      await stack.close()
      await handler[Symbol.asyncDispose]()
    },
  }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`)
/** These tests run at once, and `expect.poll` knows only one test at a time. */
const PATIENCE = { timeout: 10_000 }
const EMPTY = { waiting: 0, inFlight: 0 }
const hasBacklog = (queue: LocalQueue, backlog: object): Promise<void> =>
  vi.waitFor(async () => expect(await queue.backlog()).toEqual(backlog), PATIENCE)
const untilEmpty = (queue: LocalQueue): Promise<void> => hasBacklog(queue, EMPTY)

describe('a batch', () => {
  test.concurrent('holds no more messages than BatchSize', async () => {
    const batches: number[] = []
    await using running = await consume({
      handle: ({ bodies }) => void batches.push(bodies.length),
      mapping: { BatchSize: 4 },
    })
    await running.queue.sendBatch(numbered(10))
    await untilEmpty(running.queue)
    expect(Math.max(...batches)).toBeLessThanOrEqual(4)
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(10)
  })

  test.concurrent('gathers more than one receive gives, and goes as soon as it is full', async () => {
    const batches: (readonly string[])[] = []
    await using running = await consume({
      handle: ({ bodies }) => void batches.push(bodies),
      mapping: { BatchSize: 25, MaximumBatchingWindowInSeconds: 300 },
    })
    for (const tens of [numbered(10), numbered(10), numbered(5)]) await running.queue.sendBatch(tens)
    await untilEmpty(running.queue)
    expect(batches.map(({ length }) => length)).toEqual([25])
  })

  test.concurrent('that is larger than an invocation may be becomes two', async () => {
    const sizes: number[] = []
    await using running = await consume({
      handle: ({ bodies }) => void sizes.push(bodies.length),
      mapping: { BatchSize: 7, MaximumBatchingWindowInSeconds: 300 },
    })
    for (let sent = 0; sent < 7; sent += 1) await running.queue.send('x'.repeat(1_000_000))
    await untilEmpty(running.queue)
    expect(sizes).toEqual([6, 1])
  })

  test.concurrent('that is not full waits for MaximumBatchingWindowInSeconds', async () => {
    let handled = 0
    await using running = await consume({
      handle: () => {
        handled = Date.now()
      },
      mapping: { MaximumBatchingWindowInSeconds: 1 },
    })
    await running.queue.send('first')
    const sent = Date.now()
    await running.queue.send('second')
    await vi.waitFor(() => expect(handled).toBeGreaterThan(sent + 900), PATIENCE)
    await untilEmpty(running.queue)
  })
})

test.concurrent('invokes the function no more than MaximumConcurrency times at once', async () => {
  const gate = Promise.withResolvers<void>()
  let running = 0
  let most = 0
  await using consumer = await consume({
    handle: async () => {
      running += 1
      most = Math.max(most, running)
      await gate.promise
      running -= 1
    },
    mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
  })
  await consumer.queue.sendBatch(numbered(6))
  await vi.waitFor(() => expect(running).toBe(2), PATIENCE)
  expect(await consumer.queue.backlog()).toEqual({ waiting: 4, inFlight: 2 })
  gate.resolve()
  await untilEmpty(consumer.queue)
  expect(most).toBe(2)
})

test.concurrent('polls only while it is enabled', async () => {
  const handled: string[] = []
  await using running = await consume({
    handle: ({ bodies }) => void handled.push(...bodies),
    mapping: { Enabled: false },
  })
  const [mapping] = running.stack.eventSourceMappings
  expect(mapping?.enabled).toBe(false)
  mapping?.resume()
  await running.queue.send('while enabled')
  await untilEmpty(running.queue)
  await mapping?.pause()
  await running.queue.send('while paused')
  expect(await running.queue.backlog()).toEqual({ waiting: 1, inFlight: 0 })
  mapping?.resume()
  await untilEmpty(running.queue)
  expect(handled).toEqual(['while enabled', 'while paused'])
})

test('is paused at once, whatever its poll is about to do', async () => {
  await using running = await consume({
    handle: () => undefined,
    mapping: { MaximumBatchingWindowInSeconds: 300, Enabled: false },
  })
  const [mapping] = running.stack.eventSourceMappings
  const started = Date.now()
  for (let round = 0; round < 5; round += 1) {
    mapping?.resume()
    await mapping?.pause()
  }
  await running.queue.send('waits for others in the window')
  mapping?.resume()
  await expect.poll(() => running.queue.backlog()).toEqual({ waiting: 0, inFlight: 1 })
  await mapping?.pause()
  expect(Date.now() - started).toBeLessThan(5000)
  await untilEmpty(running.queue)
})

describe('the whole batch comes back after its visibility timeout', () => {
  test.concurrent('when the function fails', async () => {
    const batches: Batch[] = []
    await using running = await consume({
      handle: (batch) => {
        batches.push(batch)
        if (batch.receiveCount === 1) throw new Error('not today')
      },
      mapping: { BatchSize: 3, MaximumBatchingWindowInSeconds: 1 },
      queue: { VisibilityTimeout: 2 },
    })
    await running.queue.sendBatch(['a', 'b', 'c'])
    await untilEmpty(running.queue)
    const [first, ...later] = batches
    expect(first?.bodies.toSorted()).toEqual(['a', 'b', 'c'])
    expect(later.flatMap(({ bodies }) => bodies).toSorted()).toEqual(['a', 'b', 'c'])
    expect(running.stack.lines).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('A batch of 3 failed: not today') }),
    )
  })

  test.concurrent('when its thread is killed', async () => {
    const batches: Batch[] = []
    await using running = await consume({
      handle: (batch) => {
        batches.push(batch)
        return batch.receiveCount === 1 ? aborted(batch.gone) : undefined
      },
      queue: { VisibilityTimeout: 1 },
    })
    await running.queue.send('a')
    await vi.waitFor(() => expect(batches.length).toBe(1), PATIENCE)
    running.stack.functionOf('Handler').kill()
    await vi.waitFor(() => expect(batches[0]?.gone.aborted).toBe(true), PATIENCE)
    await untilEmpty(running.queue)
    expect(batches.map(({ bodies, receiveCount }) => [bodies, receiveCount])).toEqual([
      [['a'], 1],
      [['a'], 2],
    ])
  })

  test.concurrent('when the function times out, which ends its thread', async () => {
    const batches: Batch[] = []
    await using running = await consume({
      handle: (batch) => {
        batches.push(batch)
        return batch.receiveCount === 1 ? aborted(batch.gone) : undefined
      },
      timeout: 1,
      queue: { VisibilityTimeout: 2 },
    })
    await running.queue.send('a')
    await vi.waitFor(() => expect(batches[0]?.gone.aborted).toBe(true), PATIENCE)
    await untilEmpty(running.queue)
    expect(batches.map(({ receiveCount }) => receiveCount)).toEqual([1, 2])
    expect(running.stack.lines.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('Task timed out after 1.00 seconds'),
    )
  })
})

test.concurrent('moves a message to the dead-letter queue after maxReceiveCount', async () => {
  await using running = await consume({
    handle: () => {
      throw new Error('never')
    },
    queue: {
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: attribute('DeadLetters'), maxReceiveCount: 2 },
    },
    resources: { DeadLetters: resourceOf('SQS::Queue') },
  })
  const deadLetters = localQueue(running.stack.resource('DeadLetters').physicalId)
  await running.queue.send('a')
  await hasBacklog(deadLetters, { waiting: 1, inFlight: 0 })
  const [message] = await deadLetters.receive()
  expect(message?.Body).toBe('a')
  expect(await running.queue.backlog()).toEqual(EMPTY)
})

describe('a FIFO queue', () => {
  const fifo = { FifoQueue: true }

  test.concurrent('gives each group in order, in one invocation at a time, and groups side by side', async () => {
    const running = new Map<string, number>()
    const handled = new Map<string, string[]>()
    let together = 0
    let overlaps = 0
    const gate = Promise.withResolvers<void>()
    await using consumer = await consume({
      handle: async ({ bodies, group = '' }) => {
        const others = running.get(group) ?? 0
        if (others > 0) overlaps += 1
        running.set(group, others + 1)
        together = Math.max(together, [...running.values()].filter((count) => count > 0).length)
        await gate.promise
        handled.set(group, [...(handled.get(group) ?? []), ...bodies])
        running.set(group, others)
      },
      mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 5 } },
      queue: fifo,
    })
    for (const body of numbered(5)) {
      for (const group of ['x', 'y', 'z']) await consumer.queue.send(`${group}${body}`, { group })
    }
    await vi.waitFor(() => expect(together).toBe(3), PATIENCE)
    gate.resolve()
    await untilEmpty(consumer.queue)
    expect(overlaps).toBe(0)
    for (const group of ['x', 'y', 'z']) {
      expect(handled.get(group)).toEqual(numbered(5).map((body) => `${group}${body}`))
    }
  })

  test.concurrent('holds a group back until its failed message is handled', async () => {
    const handled: string[] = []
    const attempts: string[] = []
    await using running = await consume({
      handle: ({ bodies: [body = ''], receiveCount }) => {
        attempts.push(body)
        if (body === 'x0' && receiveCount === 1) throw new Error('not today')
        handled.push(body)
      },
      mapping: { BatchSize: 1 },
      queue: { ...fifo, VisibilityTimeout: 1 },
    })
    for (const body of ['x0', 'x1', 'x2']) await running.queue.send(body, { group: 'x' })
    await running.queue.send('y0', { group: 'y' })
    await untilEmpty(running.queue)
    expect(handled.filter((body) => body.startsWith('x'))).toEqual(['x0', 'x1', 'x2'])
    expect(handled.indexOf('y0')).toBeLessThan(handled.indexOf('x0'))
    expect(attempts.filter((body) => body === 'x0')).toHaveLength(2)
  })
})

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
