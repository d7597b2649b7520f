import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { systemRandom } from '../../lib/adapters/system.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import type { Event } from '../../lib/messaging/event.ts'
import { eventKey, fingerprint } from '../../lib/messaging/fingerprint.ts'
import type { DeliveryRecord, ReceivedMessage } from '../../lib/messaging/ports.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import { memoryDesk } from '../messaging/support/memory-desk.ts'
import { memoryConsole } from './support/console.ts'

const LETTERS = '/subscriptions/billing/dead-letters'

/** Topic orders, whose events have something that is nobody's business. */
function console() {
  const topology = defineTopology({
    name: 'shop',
    topics: {
      orders: {
        events: {
          placed: { schema: z.object({ sku: z.string(), card: z.string().meta({ sensitive: true }) }) },
        },
      },
    },
    subscriptions: { billing: { topic: 'orders', events: ['placed'] } },
  })
  return memoryConsole({ ...memoryDesk(), topology })
}

type Console = ReturnType<typeof console>

const eventOf = (id: string, data: object = { sku: 'mug', card: '4111' }): Event => ({
  attributes: { id, source: '/shop', type: 'placed' },
  data: { json: JSON.stringify(data) },
})
const bodyOf = (id: string, data?: object) => toEnvelope(eventOf(id, data))

const bury = async ({ desk }: Console, id: string, sentAt: number, cause?: string, body = bodyOf(id)) => {
  const origin = JSON.stringify({ subscription: 'billing', messageId: 'm', sentAt, attempts: 3 })
  const attributes = cause === undefined ? {} : { cause, origin }
  return await desk.subscription('billing').deadLetterQueue.send({ body, attributes })
}

const record = (id: string, more: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  ...{ eventKey: eventKey('/shop', id), source: '/shop', id, type: 'placed' },
  fingerprint: fingerprint(eventOf(id)),
  ...{ subscription: 'billing', topic: 'orders', state: 'DEAD', attempts: 3, owner: 'o', leaseUntil: 0 },
  ...{ messageId: 'm', sentAt: 1, firstSeenAt: 1, expiresAt: 9_999_999_999, ...more },
})

describe('the dead letters of a subscription', () => {
  it('come oldest first, grouped by cause, the largest group first', async () => {
    const at = console()
    await bury(at, 'e-2', 20, 'REFUSED: no such SKU')
    await bury(at, 'e-1', 10, 'TIMEOUT: too slow')
    await bury(at, 'e-3', 30, 'REFUSED: none left')
    const { json } = await at.ask('GET', LETTERS, { role: 'reader' })
    expect(json).toMatchObject({ topic: 'orders', total: 3, truncated: false })
    expect(json.groups).toEqual([
      { cause: 'REFUSED', count: 2, sample: 'none left' },
      { cause: 'TIMEOUT', count: 1, sample: 'too slow' },
    ])
    expect(json.letters).toMatchObject([{ id: 'e-1' }, { id: 'e-2' }, { id: 'e-3' }])
    expect(json.letters[0]).toEqual({
      messageId: expect.any(String),
      ...{ id: 'e-1', source: '/shop', type: 'placed', attempts: 3, receivedAt: 10 },
      cause: { code: 'TIMEOUT', text: 'too slow' },
      size: bodyOf('e-1').length,
    })
  })

  it('are all seen by each of those who look at once', async () => {
    const at = console()
    for (let index = 0; index < 30; index += 1) await bury(at, `e-${index}`, index, 'REFUSED: none left')
    const answers = await Promise.all([
      at.ask('GET', LETTERS),
      at.ask('GET', LETTERS),
      at.ask('GET', LETTERS),
    ])
    expect(answers.map(({ json }) => json.groups[0].count)).toEqual([30, 30, 30])
  })

  it('have the cause and the state that the ledger knows, when SQS itself moved them', async () => {
    const at = console()
    await at.desk.ledger.insert(record('e-1', { state: 'DONE', cause: { code: 'OLD', text: 'was' } }), 0)
    await bury(at, 'e-1', 10)
    await bury(at, 'none', 10, undefined, 'no event')
    const { json } = await at.ask('GET', LETTERS)
    expect(json.groups).toEqual([
      { cause: 'OLD', count: 1, sample: 'was' },
      { count: 1, sample: '' },
    ])
    expect(json.letters).toMatchObject([{ state: 'DONE', cause: { code: 'OLD' } }, { size: 8 }])
  })

  it('are searched in bodies, ids and causes, in upper or lower case; groups are of what fits', async () => {
    const at = console()
    const { messageId } = await bury(
      at,
      'e-1',
      10,
      'REFUSED: no such SKU',
      bodyOf('e-1', { sku: 'Lamp', card: '1' }),
    )
    await bury(at, 'e-2', 20, 'TIMEOUT: too slow')
    const found = async (search: string) => {
      const { json } = await at.ask('GET', `${LETTERS}?search=${encodeURIComponent(search)}`)
      expect(json.groups.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
        json.letters.length,
      )
      return json.letters.map(({ id }: { id: string }) => id)
    }
    expect(await found('lAMP')).toEqual(['e-1'])
    expect(await found('E-2')).toEqual(['e-2'])
    expect(await found('refused')).toEqual(['e-1'])
    expect(await found('TOO SLOW')).toEqual(['e-2'])
    expect(await found(messageId)).toEqual(['e-1'])
    expect(await found('nowhere')).toEqual([])
  })

  it('are not found by what is masked', async () => {
    const at = console()
    await bury(at, 'e-1', 10, 'REFUSED: no', bodyOf('e-1', { sku: 'mug', card: '4111-2222' }))
    const { json } = await at.ask('GET', `${LETTERS}?search=4111`)
    expect(json).toMatchObject({ letters: [], groups: [], total: 1 })
  })

  it('are those of a cause, or without one, as many as wanted', async () => {
    const at = console()
    for (const id of ['e-1', 'e-2', 'e-3']) await bury(at, id, 10, 'REFUSED: no')
    await bury(at, 'none', 20, undefined, 'no event')
    const two = await at.ask('GET', `${LETTERS}?cause=REFUSED&limit=2`)
    expect(two.json.letters).toHaveLength(2)
    expect(two.json.truncated).toBe(true)
    expect(two.json.groups).toHaveLength(2)
    const all = await at.ask('GET', `${LETTERS}?cause=REFUSED&limit=3`)
    expect(all.json.truncated).toBe(false)
    expect((await at.ask('GET', `${LETTERS}?cause=`)).json.letters).toHaveLength(1)
  })

  it('have the stamp of the newest, and the time of the look where only a part of them was looked at', async () => {
    const at = console()
    const look = Date.now() + 3_600_000
    Object.assign(at.desk.clock, { now: () => look })
    const list = async () => (await at.ask('GET', LETTERS)).json
    expect(await list()).not.toHaveProperty('newest')
    for (let index = 0; index < 999; index += 1) await bury(at, `e-${index}`, index, 'REFUSED: no')
    const { newest } = await list()
    expect(newest).toBeGreaterThan(0)
    expect(newest).toBeLessThan(look)
    for (const id of ['e-1000', 'e-1001']) await bury(at, id, 1_000, 'REFUSED: no')
    expect(await list()).toMatchObject({ newest: look, truncated: true })
  })

  it('say that they are not all when they are too large to be looked at all', async () => {
    const at = console()
    for (let index = 0; index < 30; index += 1) {
      await bury(at, `e-${index}`, index, 'REFUSED: no', 'x'.repeat(7 * 1024 * 1024))
    }
    const { json } = await at.ask('GET', LETTERS)
    expect(json).toMatchObject({ total: 30, truncated: true })
    expect(json.letters.length).toBeLessThan(30)
  })

  it('stay where they are', async () => {
    const at = console()
    await bury(at, 'e-1', 10, 'REFUSED: no')
    for (let look = 0; look < 3; look += 1) {
      expect((await at.ask('GET', LETTERS)).json.letters).toHaveLength(1)
    }
  })

  it('are those that SNS could not deliver, when asked for', async () => {
    const at = console()
    await at.desk.subscription('billing').undeliveredQueue.send({ body: bodyOf('lost'), attributes: {} })
    expect((await at.ask('GET', LETTERS)).json).toMatchObject({ total: 0, letters: [] })
    expect((await at.ask('GET', `${LETTERS}?queue=undelivered`)).json).toMatchObject({
      ...{ total: 1, letters: [{ id: 'lost' }] },
    })
  })

  it('are asked of the ledger in one call, and only those that are shown', async () => {
    const at = console()
    for (let index = 0; index < 300; index += 1) await bury(at, `e-${index}`, index, 'REFUSED: no')
    const asked: number[] = []
    const { findIn } = at.desk.ledger
    Object.assign(at.desk.ledger, {
      findIn: (...given: Parameters<typeof findIn>) => {
        if (given[1].length > 0) asked.push(given[1].length)
        return findIn(...given)
      },
    })
    expect((await at.ask('GET', `${LETTERS}?limit=20`)).json.letters).toHaveLength(20)
    expect(asked).toEqual([20])
  })

  it.each(['limit=0', 'limit=1001', 'limit=1e3', 'limit=-1', 'queue=other'])('refuse %s', async (query) => {
    const { status, json } = await console().ask('GET', `${LETTERS}?${query}`)
    expect([status, json.type]).toEqual([400, 'urn:omnibus:problem:malformed-request'])
  })
})

describe('one dead letter', () => {
  it('is shown in full, but for what is masked', async () => {
    const at = console()
    await at.desk.ledger.insert(record('e-1'), 0)
    const { messageId } = await bury(at, 'e-1', 10, 'REFUSED: no')
    const { json, body } = await at.ask('GET', `${LETTERS}/${messageId}`)
    expect(json).toMatchObject({
      ...{ messageId, id: 'e-1', topic: 'orders', masked: ['/card'], editable: true, state: 'DEAD' },
      attributes: { id: 'e-1', source: '/shop', type: 'placed' },
      schema: { required: ['sku', 'card'] },
    })
    expect(JSON.parse(json.data.json)).toEqual({ sku: 'mug', card: expect.stringMatching(/^masked:/) })
    expect(body).not.toContain('4111')
  })

  it('keeps what is masked when it is edited, and goes to its own queue alone', async () => {
    const at = console()
    const { messageId } = await bury(at, 'e-1', 10, 'REFUSED: no')
    const { json } = await at.ask('GET', `${LETTERS}/${messageId}`)
    const data = JSON.stringify({ ...JSON.parse(json.data.json), sku: 'cup' })
    const edited = await at.ask('POST', `${LETTERS}/${messageId}/edit`, { body: { data } })
    expect(edited.json).toMatchObject({ topic: 'orders', source: '/shop' })
    const [sent] = await at.desk.subscription('billing').queue.receive(10, 30)
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      ...{ id: edited.json.id, causationid: 'e-1', data: { sku: 'cup', card: '4111' } },
    })
    expect(at.publisher.messages.get('orders')).toEqual([])
    expect((await at.ask('GET', '/audit')).json.acts).toMatchObject([{ act: 'edit', who: 'someone' }])
  })

  it.each([
    ['{"sku":1,"card":"x"}', '/data/sku'],
    ['{', 'not JSON'],
  ])('is not edited to %s', async (data, sentence) => {
    const at = console()
    const { messageId } = await bury(at, 'e-1', 10, 'REFUSED: no')
    const { status, json } = await at.ask('POST', `${LETTERS}/${messageId}/edit`, { body: { data } })
    expect([status, json.detail]).toEqual([400, expect.stringContaining(sentence)])
    expect((await at.ask('GET', LETTERS)).json.letters).toHaveLength(1)
  })

  it('may be edited no more once its event is handled, or when it is none', async () => {
    const at = console()
    await at.desk.ledger.insert(record('e-1', { state: 'DONE' }), 0)
    const done = await bury(at, 'e-1', 10, 'REFUSED: no')
    const none = await bury(at, 'none', 10, undefined, 'no event')
    expect((await at.ask('GET', `${LETTERS}/${done.messageId}`)).json.editable).toBe(false)
    const { json } = await at.ask('GET', `${LETTERS}/${none.messageId}`)
    expect(json).toMatchObject({ attributes: {}, editable: false })
    expect(json.body).not.toContain('no event')
    const test = await at.ask('GET', `${LETTERS}/${none.messageId}/test`)
    expect([test.status, test.json.detail]).toEqual([400, expect.stringContaining('no event')])
  })

  it('is given as a test of its handler, in TypeScript', async () => {
    const at = console()
    const { messageId } = await bury(at, 'e-1', 10, 'REFUSED: no')
    const { headers, body } = await at.ask('GET', `${LETTERS}/${messageId}/test`)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(body).toContain("deliver('billing'")
    expect(body).not.toContain('4111')
  })

  it('is found though another look hides it for a moment', async () => {
    const desk = memoryDesk()
    const queue = desk.subscription('billing').deadLetterQueue
    const hidden: ReceivedMessage[] = []
    const sleep = () => queue.release(hidden.map(({ receiptHandle }) => receiptHandle))
    const at = memoryConsole({ ...desk, clock: { ...desk.clock, sleep } })
    const { messageId } = await bury(at, 'e-1', 10, 'REFUSED: no')
    hidden.push(...(await queue.receive(10, 60)))
    expect(await queue.receive(10, 60)).toEqual([])
    expect((await at.ask('GET', `${LETTERS}/${messageId}`)).status).toBe(200)
  })

  it('is missed with words when it is gone', async () => {
    const at = console()
    await bury(at, 'e-1', 10, 'REFUSED: no')
    const { status, json } = await at.ask('GET', `${LETTERS}/another`)
    expect([status, json.detail]).toEqual([404, expect.stringContaining("no dead letter 'another'")])
  })
})

describe('a purge', () => {
  it('of what a list showed leaves what has died since, and says so of an id', async () => {
    let now = 1_000
    const clock = { now: () => now, sleep: () => Promise.resolve() }
    const queue = memoryQueue(clock, systemRandom)
    const at = memoryConsole({ ...memoryDesk({ deadLetterQueue: queue }), clock })
    await bury(at, 'e-1', 10, 'REFUSED: no')
    now = 2_000
    await bury(at, 'e-2', 10, 'REFUSED: no')
    const { newest } = (await at.ask('GET', LETTERS)).json
    expect(newest).toBe(2_000)
    now = 2_001
    await bury(at, 'e-3', 10, 'REFUSED: no')
    const purge = (selection: unknown) =>
      at.ask('POST', `${LETTERS}/purge`, { body: { selection, confirm: 'billing', newest } })
    expect((await purge({ ids: ['e-3', 'e-1'] })).json).toEqual({ purged: 1, notFound: ['e-3'] })
    expect((await purge('all')).json).toEqual({ purged: 1, notFound: [] })
    expect((await at.ask('GET', LETTERS)).json.letters).toMatchObject([{ id: 'e-3' }])
  })

  it('deletes what is selected, and only with the name of the subscription', async () => {
    const at = console()
    for (const id of ['e-1', 'e-2']) await bury(at, id, 10, 'REFUSED: no')
    const purge = (body: object) => at.ask('POST', `${LETTERS}/purge`, { body })
    const refused = await purge({ selection: 'all', confirm: 'orders' })
    expect([refused.status, refused.json.errors]).toEqual([
      400,
      [{ pointer: '/confirm', detail: "must be 'billing'" }],
    ])
    const { json } = await purge({ selection: { ids: ['e-1', 'e-9'] }, confirm: 'billing' })
    expect(json).toEqual({ purged: 1, notFound: ['e-9'] })
    expect((await at.ask('GET', LETTERS)).json.letters).toMatchObject([{ id: 'e-2' }])
  })
})
