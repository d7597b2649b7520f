import { describe, expect, it } from 'vitest'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { holdMessages as hold, type MessageSearch } from '../../../lib/messaging/dead-letter/hold-messages.ts'
import type { Queue, ReceivedMessage } from '../../../lib/messaging/ports.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

/** A queue in memory that takes a moment to answer, and what it was asked. */
async function slowQueue(count: number) {
  const inner = memoryQueue(fakeClock(), fakeRandom())
  for (let index = 0; index < count; index += 1) await inner.send({ body: String(index), attributes: {} })
  const calls = { receives: 0, atOnce: 0, most: 0, askedFor: 0 }
  const queue: Queue = {
    ...inner,
    async receive(max, seconds) {
      calls.receives += 1
      calls.atOnce += 1
      calls.askedFor += max
      calls.most = Math.max(calls.most, calls.atOnce)
      await new Promise<void>((resolve) => setImmediate(resolve))
      calls.atOnce -= 1
      return inner.receive(max, seconds)
    },
  }
  return { queue, calls, inner }
}

function searchOf(body: string): MessageSearch {
  const isIt = (message: ReceivedMessage) => message.body === body
  return { isIt, isEnough: isIt }
}

const holdMessages = async (...given: Parameters<typeof hold>) => (await hold(...given)).messages

describe('messages are taken in hand', () => {
  it('by ten calls at a time once the first shows that there are many, each until it finds nothing', async () => {
    const { queue, calls } = await slowQueue(1_000)
    const { messages, isPart } = await hold(queue, 10_000)
    expect(new Set(messages.map(({ body }) => body)).size).toBe(1_000)
    expect(isPart).toBe(false)
    expect(calls.most).toBe(10)
    expect(calls.receives).toBe(100 + 10)
  })

  it('by one call at a time when there are few', async () => {
    const { queue, calls } = await slowQueue(9)
    expect(await holdMessages(queue, 10_000)).toHaveLength(9)
    expect(calls).toMatchObject({ most: 1, receives: 2 })
  })

  it('by a single call when there is none', async () => {
    const { queue, calls } = await slowQueue(0)
    expect(await holdMessages(queue, 10_000)).toEqual([])
    expect(calls.receives).toBe(1)
  })

  it('never more than asked for, however many calls are under way', async () => {
    const { queue, calls, inner } = await slowQueue(200)
    const { messages, isPart } = await hold(queue, 95)
    expect(messages).toHaveLength(95)
    expect(isPart).toBe(true)
    expect(calls.askedFor).toBe(95)
    expect(await inner.receive(200, 0)).toHaveLength(105)
  })

  it('no more of them at a time than a function has room for', async () => {
    const queue = memoryQueue(fakeClock(), fakeRandom())
    const body = 'x'.repeat(7 * 1024 * 1024)
    for (let index = 0; index < 40; index += 1) await queue.send({ body, attributes: {} })
    expect(await hold(queue, 10_000)).toMatchObject({ messages: { length: 20 }, isPart: true })
  })

  it('however large the others are, when one alone is looked for', async () => {
    const queue = memoryQueue(fakeClock(), fakeRandom())
    const body = 'x'.repeat(7 * 1024 * 1024)
    for (let index = 0; index < 40; index += 1) await queue.send({ body, attributes: {} })
    await queue.send({ body: 'the one', attributes: {} })
    const held = await holdMessages(queue, 10_000, searchOf('the one'))
    expect(held.map((message) => message.body)).toEqual([...Array.from({ length: 40 }, () => ''), 'the one'])
  })

  it('until the one that is looked for is, with what was under way by then', async () => {
    const { queue, calls } = await slowQueue(1_000)
    const held = await holdMessages(queue, 10_000, searchOf('15'))
    expect(held.map(({ body }) => body)).toContain('15')
    expect(calls.receives).toBeLessThanOrEqual(11)
  })

  it('once each, though SQS gives one twice', async () => {
    const { queue } = await slowQueue(3)
    const twice: Queue = {
      ...queue,
      async receive(max, seconds) {
        const received = await queue.receive(max, seconds)
        return received.length > 0 ? [...received, ...received.slice(0, 1)] : []
      },
    }
    expect(await holdMessages(twice, 10)).toHaveLength(3)
  })
})
