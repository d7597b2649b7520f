import { describe, expect, it } from 'vitest'
import type { SendResult } from '../../../lib/messaging/ports.ts'
import type { PublishKeyRecord, PublishKeys } from '../../../lib/messaging/publish/ports.ts'
import { PUBLISH_KEY_RETENTION_SECONDS } from '../../../lib/topology/settings.ts'
import { endpoint } from '../../support/publish-here.ts'

const event = (text: string, more: object = {}) => ({ type: 'written', data: { text }, ...more })
const REPLAYED = { 'idempotency-replayed': 'true' }

describe('the repeat of a request under its key', () => {
  it('gets the answer of the first, and publishes nothing', async () => {
    const on = endpoint()
    const first = await on.answers({ key: 'k' })
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    await on.clock.advance(60_000)
    expect(await on.answers({ key: 'k' })).toEqual({ ...first, headers: { ...first.headers, ...REPLAYED } })
    expect(on.sent()).toHaveLength(1)
  })

  it.each(['"k"', '  k  '])('is one however the key is written: %j', async (written) => {
    const on = endpoint()
    await on.answers({ key: 'k' })
    expect((await on.answers({ key: written })).headers).toMatchObject(REPLAYED)
  })

  it('knows escapes in a quoted key', async () => {
    const on = endpoint()
    await on.answers({ key: String.raw`"a\"b\\c"` })
    expect((await on.answers({ key: String.raw`a"b\c` })).headers).toMatchObject(REPLAYED)
  })

  it.each([
    ['another principal', { principal: 'arn:aws:iam::1:role/other' }],
    ['another topic', { topic: 'shut', body: { type: 'said', data: 1, source: '/shop/1' } }],
    ['another key', { key: 'other' }],
  ])('is none for %s', async (_name, other) => {
    const on = endpoint()
    const first = await on.answers({ key: 'k' })
    const second = await on.answers({ key: 'k', ...other })
    expect(second.headers).not.toHaveProperty('idempotency-replayed')
    expect((second.body as { id: string }).id).not.toBe((first.body as { id: string }).id)
  })

  it('is refused when it says something else', async () => {
    const on = endpoint()
    await on.answers({ key: 'k' })
    expect(await on.refuses({ key: 'k', body: event('b') })).toMatchObject({
      status: 422,
      detail:
        'This Idempotency-Key was used for other events. Nothing was published: send these under a key of their own.',
    })
    const asBatch = await on.answers({ key: 'k', body: [event('a')] })
    expect(asBatch).toMatchObject({ status: 202, headers: REPLAYED })
    expect(on.sent()).toHaveLength(1)
  })

  it('may differ in time and trace', async () => {
    const on = endpoint()
    await on.answers({ key: 'k', body: event('a', { time: '2026-01-01T00:00:00Z' }) })
    const again = await on.answers({ key: 'k', body: event('a', { time: '2026-01-02T00:00:00Z' }) })
    expect(again.headers).toMatchObject(REPLAYED)
  })

  it.each([
    ['an id', { id: 'mine' }],
    ['a source', { source: '/mine' }],
  ])('is another request with %s of its own', async (_name, more) => {
    const on = endpoint()
    await on.answers({ key: 'k' })
    expect(await on.refuses({ key: 'k', body: event('a', more) })).toMatchObject({ status: 422 })
  })

  it('publishes only what SNS did not take, under the same ids', async () => {
    let throttled = true
    const on = endpoint({
      publisher: (sns) => ({
        async publish(topic, messages) {
          const results = await sns.publish(
            topic,
            messages.filter(({ body }) => !throttled || !body.includes('"b"')),
          )
          const taken = results.values()
          return messages.map(
            ({ body }): SendResult =>
              throttled && body.includes('"b"')
                ? { ok: false, retriable: false, code: 'Throttled', detail: '' }
                : (taken.next().value as SendResult),
          )
        },
      }),
    })
    const body = ['a', 'b', 'c'].map((text) => event(text))
    const first = await on.answers({ key: 'k', body })
    expect(first.status).toBe(207)
    throttled = false
    const second = await on.answers({ key: 'k', body })
    expect(second).toMatchObject({ status: 202 })
    expect(second.headers ?? {}).not.toHaveProperty('idempotency-replayed')
    expect(on.sent().map(({ data }) => data)).toEqual([{ text: 'a' }, { text: 'c' }, { text: 'b' }])
    expect((await on.answers({ key: 'k', body })).headers).toMatchObject(REPLAYED)
    const ids = (answer: { body?: unknown }) =>
      (answer.body as { results: { id: string }[] }).results.map(({ id }) => id)
    expect(on.sent().map(({ id }) => id)).toEqual([ids(second)[0], ids(second)[2], ids(second)[1]])
    expect(ids(first)[0]).toBe(ids(second)[0])
  })
})

describe('an id that a key stands for', () => {
  it('is its own for each event of a request, and the same at every repeat, though the key is forgotten', async () => {
    const body = [event('a'), event('b')]
    const [one, other] = [endpoint(), endpoint()]
    for (const on of [one, other]) await on.answers({ key: 'k', body })
    const [first, second] = one.sent().map(({ id }) => id)
    expect(first).not.toBe(second)
    expect(other.sent().map(({ id }) => id)).toEqual([first, second])
  })

  it('is of the event’s own key where it has one, wherever it stands, and the key is not published', async () => {
    const on = endpoint()
    await on.answers({ body: [event('x'), event('a', { idempotencykey: 'mine' })] })
    await on.answers({ key: 'k', body: event('a', { idempotencykey: 'mine' }) })
    await on.answers({ body: event('a', { idempotencykey: 'my other' }) })
    const [, first, second, other] = on.sent()
    expect(other?.['id']).not.toBe(first?.['id'])
    expect(first?.['id']).toMatch(/^[0-9a-f]{64}$/)
    expect(second?.['id']).toBe(first?.['id'])
    expect(JSON.stringify(on.sent())).not.toContain('mine')
  })
})

describe('a key', () => {
  it.each(['', 'ä', '\u007f', 'x'.repeat(256), '"'.repeat(256)])(
    'that is none is refused: %j',
    async (key) => {
      expect(await endpoint().refuses({ key })).toMatchObject({
        status: 400,
        detail: `Idempotency-Key has ${key.trim().length} characters, or some that are not allowed: send 1 to 255 printable ASCII characters, such as a UUID.`,
      })
    },
  )

  it.each(['x'.repeat(255), '~ !', '""x'])('may be %j', async (key) => {
    expect(await endpoint().answers({ key })).toMatchObject({ status: 202 })
  })

  it('is not looked up for a batch of which nothing can be published', async () => {
    const away = () => Promise.reject(new Error('no call'))
    const on = endpoint({ keys: () => ({ insert: away, replace: away }) })
    expect(await on.answers({ key: 'k', body: [{}] })).toMatchObject({ status: 207 })
  })

  it('that cannot be looked up publishes nothing', async () => {
    const on = endpoint({ keys: (keys) => ({ ...keys, insert: () => Promise.reject(new Error('away')) }) })
    expect(await on.refuses({ key: 'k' })).toMatchObject({
      status: 503,
      type: 'urn:omnibus:problem:unavailable',
      detail:
        'The ledger of idempotency keys does not answer. Nothing was published: send the same request again.',
    })
    expect(on.sent()).toEqual([])
  })

  it('that cannot be looked up says why, for the log', async () => {
    const cause = new Error('away')
    const on = endpoint({ keys: (keys) => ({ ...keys, insert: () => Promise.reject(cause) }) })
    await expect(on.answers({ key: 'k' })).rejects.toMatchObject({ cause })
  })

  it('is kept for as long as it may be repeated, and with what has become of it', async () => {
    const records: PublishKeyRecord[] = []
    const on = endpoint({
      publisher: () => ({
        publish: async (_topic, messages) =>
          messages.map((_message, index) =>
            index === 0
              ? { ok: true, messageId: 'm' }
              : { ok: false, retriable: false, code: 'Refused', detail: '' },
          ),
      }),
      keys: (keys) => ({
        insert(record, now) {
          records.push(record)
          return keys.insert(record, now)
        },
        replace(record, over, signal) {
          records.push(record)
          return keys.replace(record, over, signal)
        },
      }),
    })
    await on.answers({ key: 'k', body: [event('a'), event('b')] })
    const expiresAt = on.clock.now() / 1_000 + PUBLISH_KEY_RETENTION_SECONDS
    const leaseUntil = on.clock.now() + 29_000 + 2_000
    expect(records).toMatchObject([
      { state: 'IN_PROGRESS', receipts: [null, null], expiresAt, leaseUntil },
      { state: 'RETRYABLE', receipts: [{ messageId: 'm' }, null], expiresAt },
    ])
  })

  it('that cannot be settled is logged, and the event is out', async () => {
    const away = Object.assign(new Error('away'), { name: 'TimeoutError' })
    const on = endpoint({ keys: (keys) => ({ ...keys, replace: () => Promise.reject(away) }) })
    expect(await on.answers({ key: 'k' })).toMatchObject({ status: 202 })
    expect(on.logged[0]).toEqual({ message: 'publish key not settled', fields: { reason: 'TimeoutError' } })
  })
})

describe('a request under a key that another is at work on', () => {
  /** SNS takes its time with the first call. */
  function slow() {
    let calls = 0
    const on = endpoint({
      publisher: (sns) => ({
        async publish(...given) {
          calls += 1
          if (calls === 1) await on.clock.sleep(1_000)
          return sns.publish(...given)
        },
      }),
    })
    return on
  }

  it('is told to come back, and gets the answer then', async () => {
    const on = slow()
    const first = on.answers({ key: 'k' })
    await on.clock.settle()
    expect(await on.refuses({ key: 'k' })).toMatchObject({
      status: 409,
      detail:
        'A request with this Idempotency-Key is at work, or was cut off less than half a minute ago. Send the same request again to get its answer.',
    })
    await on.clock.advance(1_000)
    const answer = await first
    expect(await on.answers({ key: 'k' })).toMatchObject({ body: answer.body, headers: REPLAYED })
    expect(on.sent()).toHaveLength(1)
  })

  it('takes over once its lease has ended', async () => {
    let calls = 0
    const on = endpoint({
      publisher: (sns) => ({
        publish: (...given) => {
          calls += 1
          return calls === 1 ? new Promise(() => undefined) : sns.publish(...given)
        },
      }),
    })
    void on.answers({ key: 'k' })
    await on.clock.advance(30_999)
    expect(await on.refuses({ key: 'k' })).toMatchObject({ status: 409 })
    await on.clock.advance(1)
    expect(await on.answers({ key: 'k' })).toMatchObject({ status: 202 })
  })

  it('gives way when others are ever quicker', async () => {
    let replaced = 0
    const stale = (record: PublishKeyRecord): PublishKeyRecord => ({ ...record, owner: 'o', leaseUntil: 0 })
    const on = endpoint({
      keys: () => ({
        insert: async (record) => ({ written: false, found: stale(record) }),
        replace: async (record) => {
          replaced += 1
          return { written: false, found: stale(record) }
        },
      }),
    })
    expect(await on.refuses({ key: 'k' })).toMatchObject({ status: 409 })
    expect(replaced).toBe(5)
    expect(on.sent()).toEqual([])
  })

  it('gives way when it is told of no record', async () => {
    const on = endpoint({ keys: (keys) => ({ ...keys, insert: async () => ({ written: false }) }) })
    expect(await on.refuses({ key: 'k' })).toMatchObject({ status: 409 })
  })

  it.each<[string, (keys: PublishKeys) => PublishKeys]>([
    [
      'insert',
      (keys) => ({
        ...keys,
        async insert(...given) {
          await keys.insert(...given)
          return keys.insert(...given)
        },
      }),
    ],
    [
      'replace',
      (keys) => ({
        ...keys,
        async insert(record) {
          const stale = { ...record, owner: 'another', leaseUntil: 0 }
          await keys.insert(stale, 0)
          return { written: false, found: stale }
        },
        async replace(record, over, signal) {
          await keys.replace(record, over, signal)
          return keys.replace(record, over, signal)
        },
      }),
    ],
  ])('knows itself when the SDK repeats its %s', async (_name, repeating) => {
    const on = endpoint({ keys: repeating })
    expect(await on.answers({ key: 'k' })).toMatchObject({ status: 202 })
    expect(on.sent()).toHaveLength(1)
  })
})
