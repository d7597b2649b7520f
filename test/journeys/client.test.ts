import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type ClientOptions, createClient, PublishError } from '../../lib/client/index.ts'
import { topology } from '../fixtures/faults/topology.ts'
import { fakeRandom } from '../support/fake-clock.ts'
import { type FaultyEndpoint, faultyEndpoint } from '../support/faulty-endpoint.ts'
import { type QuickClock, quickClock } from '../support/quick-clock.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack
let endpoint: FaultyEndpoint
let clock: QuickClock
const POLL = { timeout: 20_000, interval: 100 }
const SOURCE = '/client'

beforeAll(async () => {
  stack = await startStack('test/fixtures/faults/topology.ts')
})
afterAll(() => stack?.close())
beforeEach(async () => {
  endpoint = await faultyEndpoint(new URL(stack.apiUrl).origin)
  clock = quickClock()
})
afterEach(() => endpoint[Symbol.asyncDispose]())

describe('a published event', () => {
  it('is accepted, and handled by its subscription', async () => {
    const accepted = await client().publish('work', given())
    expect(accepted).toEqual({
      accepted: true,
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: SOURCE,
      topic: 'work',
      messageId: expect.any(String),
    })
    await tookEffectOnce([accepted.id])
  })

  it('says what its producer said, and fills in the rest', async () => {
    const extensions = { tenant: 'a', urgent: true, priority: 7 }
    const event = { ...given(), id: 'all', source: '/other', subject: 's', partitionkey: 'p', extensions }
    await client().publish('work', { ...event, time: '2026-02-03T04:05:06Z' })
    expect(sentEvents()).toEqual([
      {
        specversion: '1.0',
        type: 'task.given',
        id: 'all',
        source: '/other',
        subject: 's',
        partitionkey: 'p',
        time: '2026-02-03T04:05:06Z',
        ...extensions,
        data: { key: 'k' },
      },
    ])
    await client().publish('work', given())
    expect(sentEvents()[1]).toMatchObject({ source: SOURCE, time: '2026-01-01T00:00:00.000Z' })
  })

  it('goes to a url with and without its stage, typed by the topology alone', async () => {
    for (const url of [stack.apiUrl, `${stack.apiUrl}/`, new URL(stack.apiUrl).origin]) {
      const typed = createClient<typeof topology>(url, { source: SOURCE })
      await expect(typed.publish('work', given())).resolves.toMatchObject({ accepted: true })
    }
  })
})

describe('a call that has no answer, or one that may change, is repeated as it was', () => {
  it.each([
    ['the connection breaks after the event was taken', 'lost answer'],
    ['the connection breaks before', 'lost request'],
    ['503', { status: 503 }],
    ['502 without a problem document', { status: 502, body: '<html>' }],
    ['429', { status: 429 }],
    ['409, for the same key is at work', { status: 409 }],
    ['500', { status: 500 }],
  ] as const)('when %s: one event', async (_name, fault) => {
    endpoint.fail(fault, fault)
    const { id } = await client().publish('work', given())
    expect(endpoint.requests).toHaveLength(3)
    expect(new Set(endpoint.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(new Set(endpoint.requests.map(({ body }) => body)).size).toBe(1)
    await tookEffectOnce([id])
  })

  it('when it hangs: the attempt is given up', async () => {
    endpoint.fail('hang')
    const call = client().publish('work', given())
    await expect.poll(() => endpoint.requests.length).toBe(1)
    clock.timeOut()
    await expect(call).resolves.toMatchObject({ accepted: true })
    expect(endpoint.requests).toHaveLength(2)
    expect(clock.timeouts).toBe(0)
  })

  it('after random waits below a ceiling that doubles, and no shorter than Retry-After says', async () => {
    endpoint.fail({ status: 503 }, { status: 503 }, { status: 429, headers: { 'retry-after': '7' } })
    endpoint.fail({ status: 503, headers: inSeconds(3) }, 'lost request')
    await client().publish('work', given())
    expect(clock.waits).toEqual([100, 200, 7_400, 3_800, 1_600])
  })

  it('as often as it may, and then says that it is safe to repeat', async () => {
    endpoint.fail(...Array.from({ length: 3 }, () => 'lost request' as const))
    const error = await failureOf(client({ retry: { maxAttempts: 3 } }).publish('work', given()))
    expect(error).toMatchObject({ attempts: 3, status: undefined, mayBePublished: true, retriable: true })
    expect(error.message).toMatch(/^Publishing to 'work' failed after 3 attempts: There was no answer \(/)
    expect(error.message).toContain('publish it again with the same idempotency key, that is safe.')
    const { idempotencyKey } = error
    await client().publish('work', given(), { idempotencyKey })
    const [first, ...repeats] = sentEvents().map(({ id }) => id)
    expect(repeats).toEqual([first, first, first])
  })

  it('until the deadline, without a wait that would outlast it', async () => {
    const busy = { status: 503, headers: { 'retry-after': '20' } }
    endpoint.fail(busy, busy, busy)
    const error = await failureOf(client().publish('work', given()))
    expect(error).toMatchObject({ status: 503, attempts: 3 })
    expect(clock.waits).toEqual([20_100, 20_200])
  })

  it('and a refusal for now that comes before anything is published leaves nothing unknown', async () => {
    const unavailable = {
      type: 'urn:omnibus:problem:unavailable',
      title: 'Not now',
      detail: 'Nothing was published.',
    }
    endpoint.fail({ status: 503, body: { ...unavailable, status: 503 } })
    const error = await failureOf(client({ retry: { maxAttempts: 1 } }).publish('work', given()))
    expect(error).toMatchObject({ status: 503, retriable: true, mayBePublished: false })
    expect(error.message).toMatch(/Nothing was published: send it again later\.$/)
  })

  it('and a refusal that follows an unknown attempt does not settle it', async () => {
    const forbidden = { type: 't', title: 'Not allowed', status: 403, detail: 'The token has expired.' }
    endpoint.fail('lost answer', { status: 403, body: forbidden })
    const error = await failureOf(client().publish('work', given()))
    expect(error).toMatchObject({ status: 403, retriable: false, mayBePublished: true, problem: forbidden })
  })
})

describe('a definite refusal is thrown at once', () => {
  it('with what is wrong and where', async () => {
    const error = await failureOf(client().publish('work', given({ failures: -1 })))
    expect(endpoint.requests).toHaveLength(1)
    expect(error).toMatchObject({
      name: 'PublishError',
      topic: 'work',
      status: 400,
      attempts: 1,
      retriable: false,
      mayBePublished: false,
      problem: {
        type: 'urn:omnibus:problem:invalid-event',
        title: 'The event is not valid',
        errors: [{ pointer: '/data/failures', detail: expect.any(String) }],
        requestId: expect.any(String),
      },
    })
    expect(error.message).toMatch(
      /^Publishing to 'work' failed \(400\): .*\/data\/failures: .* Nothing was published\.$/,
    )
  })

  it('also when nobody there is a bus', async () => {
    endpoint.fail({ status: 200, body: '<html>' })
    expect((await failureOf(client().publish('work', given()))).message).toContain('Check the url.')
    endpoint.fail({ status: 301, headers: { location: 'http://127.0.0.1:9/' } })
    expect(await failureOf(client().publish('work', given()))).toMatchObject({ status: 301, attempts: 1 })
  })

  it.each([
    ['a topic that the topology does not have', 'nowhere', {}, 'Topics: work, sequence.'],
    ['a key that no header can carry', 'work', { idempotencyKey: 'é' }, 'printable ASCII'],
  ])('%s, without a request', async (_name, topic, options, sentence) => {
    await expect(client().publish(topic as 'work', given(), options)).rejects.toThrow(sentence)
    expect(endpoint.requests).toEqual([])
  })

  it.each([
    ['ftp://bus', "'ftp://bus' is not the url of a bus."],
    ['https://bus.example.com', 'Give the option region.'],
  ])('the url %s', (url, sentence) => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
    expect(() => createClient(topology, { url, source: SOURCE, credentials })).toThrow(sentence)
  })
})

describe('an aborted call', () => {
  it('ends with its reason and is not repeated', async () => {
    endpoint.fail('hang')
    const abort = new AbortController()
    const call = client().publish('work', given(), { signal: abort.signal })
    await expect.poll(() => endpoint.requests.length).toBe(1)
    abort.abort(new Error('changed my mind'))
    await expect(call).rejects.toThrow('changed my mind')
    await expect(client().publish('work', given(), { signal: abort.signal })).rejects.toThrow(
      'changed my mind',
    )
    expect(endpoint.requests).toHaveLength(1)
  })
})

describe('a batch', () => {
  it('has one result for each event, in order; a bad one has no effect on its neighbours', async () => {
    const [first, bad, last] = await client().publishBatch('work', [
      given(),
      given({ failures: -1 }),
      given(),
    ])
    expect(first).toMatchObject({ accepted: true })
    expect(last).toMatchObject({ accepted: true })
    expect(bad).toMatchObject({
      accepted: false,
      error: { name: 'PublishError', status: 400, problem: { errors: [{ pointer: '/data/failures' }] } },
    })
    await tookEffectOnce([first, last].map((result) => (result?.accepted ? result.id : '')))
    expect(endpoint.requests).toHaveLength(1)
  })

  it('is empty, and no request', async () => {
    await expect(client().publishBatch('work', [])).resolves.toEqual([])
    expect(endpoint.requests).toEqual([])
  })

  it('is repeated whole, under its key, while some of it may pass; what was accepted stays so', async () => {
    const problem = { type: 'urn:x', title: 'x', detail: 'Later.' }
    const receipt = { id: 'a', source: SOURCE, topic: 'work', messageId: 'm-a' }
    const busy = { ...problem, status: 503 }
    endpoint.fail({ status: 207, body: { results: [receipt, busy, { ...problem, status: 400 }] } })
    endpoint.fail({ status: 207, body: { results: [busy, busy, { ...problem, status: 400 }] } })
    endpoint.fail({
      status: 207,
      body: {
        results: [
          { ...problem, status: 400 },
          { ...receipt, id: 'b' },
          { ...problem, status: 400 },
        ],
      },
    })
    const results = await client().publishBatch('work', [given(), given(), given()], {
      idempotencyKey: 'mine',
    })
    expect(results).toMatchObject([
      { accepted: true, id: 'a' },
      { accepted: true, id: 'b' },
      { accepted: false, error: { status: 400, attempts: 3, idempotencyKey: 'mine' } },
    ])
    expect(endpoint.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'mine',
      'mine',
      'mine',
    ])
    expect(new Set(endpoint.requests.map(({ body }) => body)).size).toBe(1)
  })

  it('of more events than a request holds is several requests, each with a key of its own; a repeat has the same', async () => {
    const events = Array.from({ length: 1_203 }, (_, index) => given({ key: `n-${index}` }))
    const results = await client().publishBatch('work', events, { idempotencyKey: 'many' })
    expect(results.filter(({ accepted }) => accepted)).toHaveLength(1_203)
    expect(endpoint.requests.map(({ body }) => JSON.parse(body).length)).toEqual([1_000, 203])
    expect(sentEvents().map(({ data }) => data)).toEqual(events.map(({ data }) => data))
    await client().publishBatch('work', events, { idempotencyKey: 'many' })
    const keys = endpoint.requests.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys.slice(0, 2)).size).toBe(2)
    expect(keys.slice(2)).toEqual(keys.slice(0, 2))
    expect(new Set(sentEvents().map(({ id }) => id)).size).toBe(1_203)
    await tookEffectOnce(sentEvents().map(({ id }) => id))
  }, 120_000)

  it('that stops for now sends nothing of what is behind', async () => {
    endpoint.fail({ status: 503 })
    const large = 'x'.repeat(2_500_000)
    const results = await client({ retry: { maxAttempts: 1 } }).publishBatch('work', [
      given({ key: large }),
      given({ key: large }),
    ])
    expect(results).toMatchObject([
      { accepted: false, error: { status: 503, mayBePublished: true } },
      { accepted: false, error: { attempts: 0, mayBePublished: false, retriable: true } },
    ])
    expect(endpoint.requests).toHaveLength(1)
  })
})

describe('calls that are batched by themselves', () => {
  it('share requests, keep their order, and each has its own result', async () => {
    const batching = client({ autoBatch: true })
    const calls = Array.from({ length: 30 }, (_, index) =>
      batching.publish('sequence', given(index === 9 ? { failures: -1 } : { key: 'same' })),
    )
    const results = await Promise.allSettled(calls)
    expect(endpoint.requests).toHaveLength(1)
    expect(results[9]).toMatchObject({ status: 'rejected', reason: { name: 'PublishError', status: 400 } })
    const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []))
    expect(ids).toHaveLength(29)
    expect(ids).toEqual(
      sentEvents()
        .map(({ id }) => id)
        .toSpliced(9, 1),
    )
    await expect
      .poll(() => stack.item('effects', { pk: 'ordered sequence same' }), POLL)
      .toMatchObject({ ids })
  })

  it('wait for the request before them, and go together', async () => {
    const batching = client({ autoBatch: true })
    endpoint.fail('hang')
    const first = batching.publish('work', given())
    await expect.poll(() => endpoint.requests.length).toBe(1)
    const others = [1, 2, 3].map(() => batching.publish('work', given()))
    clock.timeOut()
    await Promise.all([first, ...others])
    expect(endpoint.requests.map(({ body }) => [JSON.parse(body)].flat().length)).toEqual([1, 1, 3])
  })

  it('are told of by their own key when they fail, and not sent when they are aborted before their turn', async () => {
    const batching = client({ autoBatch: true, retry: { maxAttempts: 1 } })
    const abort = new AbortController()
    endpoint.fail('lost request')
    const failing = [
      failureOf(batching.publish('work', given(), { idempotencyKey: 'a' })),
      failureOf(batching.publish('work', given(), { idempotencyKey: 'b' })),
    ]
    const aborted = batching.publish('work', given(), { signal: abort.signal })
    abort.abort(new Error('gone'))
    await expect(aborted).rejects.toThrow('gone')
    expect((await Promise.all(failing)).map(({ idempotencyKey }) => idempotencyKey)).toEqual(['a', 'b'])
    expect(sentEvents()).toHaveLength(2)
  })

  it('do not fail for one whose data is no JSON', async () => {
    const batching = client({ autoBatch: true })
    const data = { key: 'k', failures: 1n as unknown as number }
    const [bad, good] = await Promise.allSettled([
      batching.publish('work', { type: 'task.given', data }),
      batching.publish('work', given()),
    ])
    expect(bad).toMatchObject({ status: 'rejected', reason: { name: 'TypeError' } })
    expect(good).toMatchObject({ status: 'fulfilled' })
  })
})

function client(options: Partial<ClientOptions> = {}): Client<typeof topology> {
  const platform = { clock, random: { ...fakeRandom(), uuid: () => crypto.randomUUID() } }
  return createClient(topology, { url: endpoint.url, source: SOURCE, platform, ...options })
}

const given = (data: { key?: string; failures?: number } = {}) =>
  ({ type: 'task.given', data: { key: 'k', ...data } }) as const

const sentEvents = (): { id: string; source: string; data: unknown }[] =>
  endpoint.requests.flatMap(({ body }) => JSON.parse(body))

const inSeconds = (seconds: number): Record<string, string> => ({
  date: new Date(0).toUTCString(),
  'retry-after': new Date(seconds * 1_000).toUTCString(),
})

async function failureOf(call: Promise<unknown>): Promise<PublishError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof PublishError) return error
  throw new Error(`This is no PublishError: ${String(error)}`)
}

async function tookEffectOnce(ids: readonly string[]): Promise<void> {
  const expected = Object.fromEntries(ids.map((id) => [`standard ${id}`, 1]))
  await expect
    .poll(
      async () => {
        const items = await stack.items('effects')
        return Object.fromEntries(
          items.filter(({ pk }) => String(pk) in expected).map(({ pk, applied }) => [pk, applied]),
        )
      },
      { timeout: 60_000, interval: 200 },
    )
    .toEqual(expected)
}
