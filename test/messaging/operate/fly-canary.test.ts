import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryMetrics } from '../../../lib/adapters/memory/memory-metrics.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { flyCanary } from '../../../lib/messaging/operate/fly-canary.ts'
import type { OutgoingMessage, Publisher, Queue } from '../../../lib/messaging/ports.ts'
import { defineTopology } from '../../../lib/topology/define-topology.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const schema = z.unknown()
const topology = defineTopology({
  name: 'test',
  topics: {
    orders: { events: { placed: { schema } }, attributes: { currency: '/currency' } },
    steps: { ordered: true, events: { taken: { schema } } },
  },
  subscriptions: {},
})

const HALF_A_MINUTE = 30_000
/** Its queues are empty when it looks for the first time. */
const ONE_LOOK = 200

/** What may stand between the topics and the queues in which the canary ends. */
interface Way {
  /** What a topic does with a message. @default - SNS brings it to the queue at once */
  readonly bring?: (topic: string, message: OutgoingMessage, arrive: Arrive) => Promise<void>
  readonly publisher?: (publisher: Publisher) => Publisher
  readonly queue?: (queue: Queue) => Queue
}
type Arrive = (message: OutgoingMessage) => Promise<unknown>

function flight({ bring = (_topic, message, arrive) => arrive(message).then(() => undefined), ...way }: Way) {
  const clock = fakeClock()
  const random = fakeRandom()
  const metrics = memoryMetrics()
  const logged: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = []
  const log = (message: string, fields: Readonly<Record<string, unknown>>) =>
    void logged.push({ message, fields })
  const queues = [memoryQueue(clock, random), memoryQueue(clock, random)] as const
  const sns = memoryPublisher(['orders', 'steps'])
  const publisher: Publisher = {
    async publish(topic, messages, signal) {
      const results = await sns.publish(topic, messages, signal)
      const [message] = messages
      const arrive: Arrive = (arriving) => queues[topic === 'steps' ? 1 : 0].send(arriving)
      if (message) await bring(topic, message, arrive)
      return results
    },
  }
  const deps = {
    topology,
    publisher: way.publisher?.(publisher) ?? publisher,
    queues: queues.map((queue) => way.queue?.(queue) ?? queue),
    clock,
    random,
    logger: { info: log, warn: log },
    metrics,
  }
  const values = (metric: 'CanaryLost' | 'CanaryAge') =>
    Object.fromEntries(['orders', 'steps'].map((topic) => [topic, metrics.values(metric, { topic })]))
  return {
    ...{ clock, sns, queues, logged },
    lost: () => values('CanaryLost'),
    ages: () => values('CanaryAge'),
    async fly(milliseconds = HALF_A_MINUTE) {
      const flying = flyCanary(deps)
      await clock.advance(milliseconds)
      await flying
    },
    start: () => flyCanary(deps),
  }
}

const away = () => Promise.reject(new RangeError('It is away.'))

describe('the canary', () => {
  it('flies through every topic, and is done as soon as it has arrived', async () => {
    const { clock, lost, ages, fly, logged, queues } = flight({})
    // One more of whoever looked into the queue that was empty by then.
    await fly(2 * ONE_LOOK)
    expect(lost()).toEqual({ orders: [0], steps: [0] })
    expect(ages()).toEqual({ orders: [ONE_LOOK], steps: [ONE_LOOK] })
    expect(logged).toEqual([])
    await clock.advance(HALF_A_MINUTE)
    for (const queue of queues) expect(await queue.receive(10, 0)).toEqual([])
  })

  it('is an event with nothing that a subscriber could ask for, and on an ordered topic in a group of its own', async () => {
    const { sns, fly } = flight({})
    await fly()
    const [order] = sns.messages.get('orders') ?? []
    expect(order).toEqual({ body: expect.any(String), attributes: { 'omnibus-canary': 'orders' } })
    const event = JSON.parse(order?.body ?? '')
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.any(String),
      source: '/omnibus/canary',
      type: 'omnibus.canary',
      subject: 'orders',
      time: '2026-01-01T00:00:00.000Z',
    })
    const [step] = sns.messages.get('steps') ?? []
    expect(step).toMatchObject({ groupId: event.id, deduplicationId: event.id })
  })

  it('tells how long it took', async () => {
    const seconds: Readonly<Record<string, number>> = { orders: 3, steps: 7 }
    const { lost, ages, fly, clock } = flight({
      async bring(topic, message, arrive) {
        void clock.sleep((seconds[topic] ?? 0) * 1_000).then(() => arrive(message))
      },
    })
    await fly()
    expect(lost()).toEqual({ orders: [0], steps: [0] })
    // To the next look into the queue.
    expect(ages()).toEqual({ orders: [3_000], steps: [7_000] })
  })

  it('that comes too late is lost, and leaves nothing to the next one', async () => {
    const late: (() => Promise<unknown>)[] = []
    const { lost, ages, fly, logged } = flight({
      bring: async (topic, message, arrive) => {
        if (topic === 'orders' && late.length === 0) late.push(() => arrive(message))
        else await arrive(message)
      },
    })
    await fly()
    expect(lost()).toEqual({ orders: [1], steps: [0] })
    expect(ages()).toEqual({ orders: [], steps: [ONE_LOOK] })
    expect(logged).toEqual([
      { message: 'canary lost', fields: { topic: 'orders', id: expect.stringContaining('0000') } },
    ])
    await late[0]?.()
    await fly()
    expect(lost()).toEqual({ orders: [1], steps: [0] })
    expect(ages()).toEqual({ orders: [ONE_LOOK], steps: [ONE_LOOK, ONE_LOOK] })
  })

  it('leaves what another one waits for', async () => {
    const waiting: (() => Promise<unknown>)[] = []
    const { lost, start, clock } = flight({
      bring: async (_topic, message, arrive) => void waiting.push(() => arrive(message)),
    })
    const flights = [start(), start()]
    await clock.settle()
    expect(waiting).toHaveLength(4)
    for (const arrive of waiting) await arrive()
    await clock.advance(HALF_A_MINUTE)
    await Promise.all(flights)
    expect(lost()).toEqual({ orders: [0], steps: [0] })
  })

  it.each([
    ['is no event', 'nonsense'],
    ['is wrapped by SNS', JSON.stringify({ Type: 'Notification', Message: '{}' })],
    ['is of somebody else', JSON.stringify({ specversion: '1.0', id: '1', source: '/shop', type: 'placed' })],
  ])('is not what %s', async (_case, body) => {
    const { lost, fly } = flight({
      bring: async (_topic, message, arrive) => void arrive({ ...message, body }),
    })
    await fly()
    expect(lost()).toEqual({ orders: [1], steps: [1] })
  })

  it('is lost to the topic that refuses it, which the log says, and comes through the others', async () => {
    const refusal = { ok: false, retriable: false, code: 'KMSDisabledException', detail: 'disabled' } as const
    const { lost, fly, logged } = flight({
      publisher: ({ publish }) => ({
        publish: async (topic, ...rest) => (topic === 'orders' ? [refusal] : publish(topic, ...rest)),
      }),
    })
    await fly()
    expect(lost()).toEqual({ orders: [1], steps: [0] })
    expect(logged).toContainEqual({
      message: 'canary not published',
      fields: { topic: 'orders', id: expect.any(String), reason: 'KMSDisabledException' },
    })
  })

  it('is lost where SNS never answers, in time for its minute', async () => {
    const { lost, fly } = flight({
      publisher: ({ publish }) => ({
        publish: (topic, messages, signal) =>
          topic === 'steps'
            ? publish(topic, messages, signal)
            : new Promise((resolve) =>
                signal?.addEventListener('abort', () => resolve(publish('nowhere', messages))),
              ),
      }),
    })
    await fly(20_000)
    expect(lost()).toEqual({ orders: [1], steps: [0] })
  })

  it('is lost where its queue cannot be read, which the log says', async () => {
    const { lost, fly, logged } = flight({ queue: (queue) => ({ ...queue, receive: away }) })
    await fly()
    expect(lost()).toEqual({ orders: [1], steps: [1] })
    expect(logged).toContainEqual({
      message: 'canary not received',
      fields: { id: expect.any(String), reason: 'RangeError' },
    })
  })

  it('that cannot be deleted has arrived all the same', async () => {
    const { lost, fly } = flight({ queue: (queue) => ({ ...queue, delete: away }) })
    await fly()
    expect(lost()).toEqual({ orders: [0], steps: [0] })
  })
})
