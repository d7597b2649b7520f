import { describe, expect, it } from 'vitest'
import type { EventToPublish } from '../../../lib/messaging/consume/handler.ts'
import { type BenchOptions, bench, type TestHandler } from '../../support/deliver.ts'

const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

/** Lets a handler publish to a topic that takes any data; gives what was published, and why not. */
async function publishedBy(event: Partial<EventToPublish>) {
  const on = bench((_event, context) =>
    context.publish({ topic: 'steps', type: 'placed', data: 1, partitionkey: 'p', ...event }),
  )
  await on.arrives()
  await on.delivers()
  const messages = on.publisher.messages.get('steps') ?? []
  return { bodies: messages.map(({ body }) => JSON.parse(body)), cause: (await on.record())?.cause?.text }
}

describe('an event that a handler publishes', () => {
  it.each([
    ['a subject', { subject: 'Grüße' }],
    ['null as data', { data: null }],
    ['data as deep as may be', { data: deep(64) }],
  ])('with %s is sent', async (_name, event) => {
    expect((await publishedBy(event)).bodies).toMatchObject([event])
  })

  it.each([
    ['an empty subject', { subject: '' }, '/subject must not be empty'],
    ['a control in its subject', { subject: 'a\nb' }, '/subject contains a control'],
    ['no URI as dataschema', { dataschema: 'order.json' }, "/dataschema is 'order.json'"],
    ['undefined as data', { data: undefined }, 'not JSON'],
    ['data that is too deep', { data: deep(65) }, 'nests deeper'],
  ])('with %s is not sent, since no consumer could read it', async (_name, event, reason) => {
    const { bodies, cause } = await publishedBy(event as Partial<EventToPublish>)
    expect(bodies).toEqual([])
    expect(cause).toContain(reason)
  })
})

/** What a handler of one event published, attempt after attempt, with what SNS was given. */
async function publishing(handler: TestHandler, options: BenchOptions = {}) {
  const on = bench(handler, options)
  const trace = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=b' }
  await on.arrives(trace)
  await on.delivers()
  const sent = (topic: string): readonly { readonly id: string }[] =>
    (on.publisher.messages.get(topic) ?? []).map(({ body }) => JSON.parse(body))
  return { on, trace, sent }
}

describe('what a handler publishes', () => {
  const step = { topic: 'steps', type: 'placed', data: { n: 1 }, partitionkey: 'p' }

  it('names its cause, its time and its trace, and comes from the subscription', async () => {
    const { on, trace, sent } = await publishing((_event, { publish }) => publish(step))
    expect(sent('steps')).toEqual([
      {
        ...{ specversion: '1.0', id: expect.stringMatching(/^[0-9a-f]{64}$/), type: 'placed' },
        ...{ source: '/subscriptions/billing', time: new Date(on.clock.now()).toISOString() },
        ...{ datacontenttype: 'application/json', causationid: 'e-1', partitionkey: 'p', ...trace },
        data: { n: 1 },
      },
    ])
  })

  it('is listed on the delivery', async () => {
    const { on, sent } = await publishing(async (_event, { publish }) => {
      await publish(step)
      await publish({ topic: 'orders', type: 'placed', data: { n: 2 } })
    })
    const source = '/subscriptions/billing'
    expect((await on.record())?.published).toEqual([
      { topic: 'steps', source, id: sent('steps')[0]?.id, type: 'placed' },
      { topic: 'orders', source, id: sent('orders')[0]?.id, type: 'placed' },
    ])
  })

  it('leaves no list where it is nothing', async () => {
    const { on } = await publishing(() => undefined)
    expect(await on.record()).not.toHaveProperty('published')
  })

  it('is the same event when the attempt is repeated, and another one for each call', async () => {
    let fails = true
    const { on, sent } = await publishing(async (_event, { publish }) => {
      for (const n of [1, 2]) await publish({ topic: 'orders', type: 'placed', data: { n } })
      if (fails) throw new Error('after the publish')
    })
    fails = false
    await on.clock.advance(60_000)
    await on.delivers()
    const [first, second, ...again] = sent('orders').map(({ id }) => id)
    expect(first).not.toBe(second)
    expect(again).toEqual([first, second])
  })

  it('is waited for, though its handler did not', async () => {
    const { on, sent } = await publishing((_event, { publish }) => void publish(step), {
      publisher: (publisher) => ({
        publish: async (...given) => {
          await new Promise((resolve) => setImmediate(resolve))
          return publisher.publish(...given)
        },
      }),
    })
    expect(sent('steps')).toHaveLength(1)
    expect((await on.record())?.published).toHaveLength(1)
  })

  it('has its version told where its type has several: the oldest, or the one that it names', async () => {
    const refunded = { topic: 'orders', type: 'refunded', data: { n: 1 } }
    const newest = 'urn:omnibus:schema:orders:refunded:2'
    const { sent } = await publishing(async (_event, { publish }) => {
      await publish(refunded)
      await publish({ ...refunded, dataschema: newest })
    })
    expect(sent('orders')).toMatchObject([
      { dataschema: 'urn:omnibus:schema:orders:refunded:1' },
      { dataschema: newest },
    ])
  })

  it.each([
    [
      'a topic that its subscription does not name',
      { ...step, topic: 'stock' },
      "'billing' may not publish to 'stock': add it to 'publishes' in the topology.",
    ],
    ['data that does not fit', { topic: 'orders', type: 'placed', data: {} }, 'does not fit the schema'],
    ['a type that its topic has not', { ...step, type: 'gone' }, "'gone' is not an event of topic 'steps'"],
  ])('is refused for %s', async (_name, event, reason) => {
    const { on, sent } = await publishing((_event, { publish }) => publish(event))
    expect((await on.record())?.cause?.text).toContain(reason)
    expect([...sent('steps'), ...sent('orders')]).toEqual([])
  })

  it('fails the attempt when SNS does not take it, and tells why', async () => {
    const refused = { ok: false, retriable: true, code: 'Throttled', detail: 'slow down' } as const
    const { on } = await publishing((_event, { publish }) => publish(step), {
      publisher: () => ({ publish: async () => [refused] }),
    })
    const text = "SNS did not take an event for 'steps' (Throttled)."
    expect(await on.record()).toMatchObject({ state: 'FAILED', cause: { code: 'Error', text } })
  })
})

describe('a publish that SNS refuses', () => {
  const step = { topic: 'steps', type: 'placed', data: { n: 1 }, partitionkey: 'p' }
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const refusing = (after: () => Promise<void>): BenchOptions => ({
    publisher: () => ({
      publish: async () => {
        await after()
        return [{ ok: false, retriable: true, code: 'Throttled', detail: 'slow down' }]
      },
    }),
  })
  const FAILED = { state: 'FAILED', cause: { text: "SNS did not take an event for 'steps' (Throttled)." } }

  it.each<[string, TestHandler]>([
    ['while its handler has ended', (_event, { publish }) => void publish(step)],
    [
      'before its handler has ended',
      async (_event, { publish }) => {
        void publish(step)
        for (let turns = 0; turns < 5; turns += 1) await turn()
      },
    ],
  ])('%s, and nobody waits for it, fails the attempt, and no other event', async (_when, handler) => {
    const handle: TestHandler = (event, context) => (event.id === 'e-2' ? undefined : handler(event, context))
    const on = bench(handle, refusing(turn))
    const id = await on.arrives()
    await on.arrives({ id: 'e-2' })
    expect(await on.delivers()).toEqual([id])
    expect(await on.record()).toMatchObject(FAILED)
    expect(await on.record('e-2')).toMatchObject({ state: 'DONE' })
  })

  it.each<[string, TestHandler]>([
    ['at once', (_event, { publish }) => publish(step).catch(() => undefined)],
    [
      'later',
      async (_event, { publish }) => {
        const publishing = publish(step)
        for (let turns = 0; turns < 5; turns += 1) await turn()
        await publishing.catch(() => undefined)
      },
    ],
  ])('and whose failure its handler takes %s is none', async (_when, handler) => {
    const { on } = await publishing(handler, refusing(turn))
    expect(await on.record()).toMatchObject({ state: 'DONE' })
  })
})

it('of thousands that one handler publishes, the first 500 are listed', async () => {
  const numbers = Array.from({ length: 501 }, (_, n) => n)
  const { on, sent } = await publishing(async (_event, { publish }) => {
    for (const n of numbers) await publish({ topic: 'orders', type: 'placed', data: { n } })
  })
  expect(sent('orders')).toHaveLength(501)
  expect((await on.record())?.published?.map(({ id }) => id)).toEqual(
    sent('orders')
      .slice(0, 500)
      .map(({ id }) => id),
  )
})

describe('the idempotency key', () => {
  it('is the same in every attempt, and another for another event or subscription', async () => {
    const keys: string[] = []
    const noting: TestHandler = (_event, { idempotencyKey }) => {
      keys.push(idempotencyKey)
      throw new Error('again')
    }
    const { on } = await publishing(noting)
    await on.clock.advance(60_000)
    await on.delivers()
    await on.arrives({ id: 'e-2' })
    await on.arrives({ source: '/shop/2' })
    await on.delivers()
    await publishing(noting, { subscription: 'archive' })
    const [first, second, ...others] = keys
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(second).toBe(first)
    expect(new Set([first, ...others]).size).toBe(4)
  })
})
