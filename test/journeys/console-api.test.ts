import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RedriveAnswer } from '../../lib/console-api/answers.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import type { Queue } from '../../lib/messaging/ports.ts'
import { runBounded } from '../../lib/messaging/run-bounded.ts'
import { type DeskHere, deskHere } from '../support/desk-here.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

const TOPOLOGY = 'test/fixtures/desk/topology.ts'
const SCALES = '/subscriptions/scales/dead-letters'

let stack: TestStack
let desk: DeskHere
let reader: DeskHere

beforeAll(async () => {
  stack = await startStack(TOPOLOGY)
  desk = await deskHere(stack, TOPOLOGY)
  reader = await deskHere(stack, TOPOLOGY, 'reader')
})
afterAll(async () => {
  await desk.close()
  await reader.close()
  await stack.close()
})

/** Dead letters as a consumer leaves them, without waiting for it. */
async function bury(queue: Queue, ids: readonly string[], weight: number, cause = 'Planted: for this test') {
  await runBounded(ids, 20, async (id) => {
    const attributes = { id, source: '/desk', type: 'parcel.sent' }
    const origin = JSON.stringify({ subscription: 'scales', messageId: 'm', sentAt: Date.now(), attempts: 1 })
    const body = toEnvelope({ attributes, data: { json: JSON.stringify({ weight }) } })
    await queue.send({ body, attributes: { cause, origin } })
  })
}

const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`)

/** Goes on until the desk says that it is over; gives all answers. */
async function redriven(request: object): Promise<RedriveAnswer[]> {
  const answers: RedriveAnswer[] = []
  for (;;) {
    const last = answers.at(-1)
    if (last && last.continue === undefined) return answers
    answers.push(
      await desk.answer('redrive', `${SCALES}/redrive`, {
        ...request,
        ...(last && { continue: last.continue }),
      }),
    )
  }
}

const lettersIn = async () => (await desk.answer('deadLetters', `${SCALES}?limit=1000`)).letters

const empty = async () => {
  await desk.ask(`${SCALES}/purge`, { selection: 'all', confirm: 'scales' })
  expect(await lettersIn()).toEqual([])
}

describe('publishing at the desk', () => {
  it('brings an event to its consumer, and tells what became of it', async () => {
    const event = { type: 'parcel.sent', source: '/desk', id: 'light', data: { weight: 1 } }
    const published = await desk.answer('publish', '/topics/parcels/events', event)
    expect(published).toMatchObject({ topic: 'parcels', source: '/desk', id: 'light' })
    await vi.waitFor(
      async () => {
        const { deliveries } = await desk.answer('event', '/topics/parcels/events?source=/desk&id=light')
        expect(deliveries).toMatchObject([{ subscription: 'scales', state: 'DONE' }, { state: 'NOT_SEEN' }])
      },
      { timeout: 20_000 },
    )
  })

  it('refuses what the endpoint refuses, with the same words', async () => {
    const event = { type: 'parcel.sent', data: { weight: 'much' } }
    const here = await desk.ask('/topics/parcels/events', event)
    const there = await stack.publish('parcels', event)
    expect(here.status).toBe(400)
    const { requestId: _here, ...problem } = (await here.json()) as Record<string, unknown>
    const { requestId: _there, ...same } = (await there.json()) as Record<string, unknown>
    expect(problem).toEqual(same)
  })
})

describe('a dead letter at the desk', () => {
  it('is listed by its cause, found, shown in full, put right, and then done', async () => {
    const event = { type: 'parcel.sent', source: '/desk', id: 'heavy', data: { weight: 101 } }
    await desk.answer('publish', '/topics/parcels/events', event)
    const listed = await vi.waitFor(
      async () => {
        const found = await desk.answer('deadLetters', `${SCALES}?search=HEAVY`)
        expect(found.letters).toHaveLength(1)
        return found
      },
      { timeout: 20_000 },
    )
    expect(listed.groups).toEqual([{ cause: 'NonRetriableError', count: 1, sample: '101 kg is too heavy.' }])
    const { messageId = '' } = listed.letters[0] ?? {}
    const detail = await desk.answer('deadLetter', `${SCALES}/${messageId}`)
    expect(detail).toMatchObject({
      ...{ id: 'heavy', topic: 'parcels', editable: true, masked: [], state: 'DEAD' },
      attributes: { id: 'heavy', type: 'parcel.sent' },
      schema: { type: 'object', required: ['weight'] },
    })
    const bad = await desk.ask(`${SCALES}/${messageId}/edit`, { data: '{"weight":"x"}' })
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('/data/weight')])
    const edited = await desk.answer('edit', `${SCALES}/${messageId}/edit`, { data: '{"weight":99}' })
    await vi.waitFor(
      async () => {
        const query = new URLSearchParams({ source: edited.source, id: edited.id })
        const { deliveries } = await desk.answer('event', `/topics/parcels/events?${query}`)
        expect(deliveries[0]).toMatchObject({ subscription: 'scales', state: 'DONE' })
      },
      { timeout: 20_000 },
    )
    const gone = await desk.ask(`${SCALES}/${messageId}`)
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('list them again')])
  })
})

describe('a thousand dead letters', () => {
  it('are listed, found, and redriven in steps, each in the log with what it touched', async () => {
    await empty()
    await bury(stack.deadLetterQueue('scales'), named('many', 1_000), 1)
    const found = await desk.answer('deadLetters', `${SCALES}?limit=10&search=many-99`)
    expect(found).toMatchObject({ total: 1_000, groups: [{ cause: 'Planted', count: 11 }] })
    expect(found.letters).toHaveLength(10)
    const answers = await redriven({ selection: { cause: 'Planted' } })
    expect(answers.at(-1)).toMatchObject({ redrivenInAll: 1_000, remaining: 0 })
    for (const { continue: token = '' } of answers) expect(token.length).toBeLessThan(1_000)
    await vi.waitFor(
      async () => {
        const { deliveries } = await desk.answer('event', '/topics/parcels/events?source=/desk&id=many-999')
        expect(deliveries[0]).toMatchObject({ state: 'DONE' })
      },
      { timeout: 60_000 },
    )
    expect(await lettersIn()).toEqual([])
    const { acts } = await desk.answer('audit', '/audit?subscription=scales')
    const steps = acts.filter(({ detail }) => detail['selection'] === 'cause Planted')
    // A last look, which moves nothing, is no act.
    expect(steps).toHaveLength(answers.filter((answer) => answer.redriven > 0).length)
    expect(steps.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(1_000)
  }, 120_000)
})

describe('a progressive redrive at the desk', () => {
  it('stops at the first that dies of the same cause again, and leaves the rest', async () => {
    await empty()
    await bury(stack.deadLetterQueue('scales'), named('still', 30), 101, 'NonRetriableError: too heavy')
    const last = (await redriven({ selection: 'all', progressive: true })).at(-1)
    expect(last).toMatchObject({
      ...{ redrivenInAll: 1, remaining: 29 },
      stopped: { reason: 'same-cause', letter: { source: '/desk', cause: { code: 'NonRetriableError' } } },
    })
    expect(await lettersIn()).toHaveLength(30)
  })

  it('goes on group by group to the end when all is mended', async () => {
    await empty()
    await bury(stack.deadLetterQueue('scales'), named('mended', 130), 1)
    const answers = await redriven({ selection: 'all', progressive: true })
    expect(answers.at(-1)).toMatchObject({ redrivenInAll: 130, remaining: 0, waiting: 0 })
    expect(answers.at(-1)?.stopped).toBeUndefined()
  })
})

describe('a redrive at the desk', () => {
  it('only tells which it would redrive, when it is dry', async () => {
    await empty()
    await bury(stack.deadLetterQueue('scales'), named('dry', 3), 1)
    const { letters, ...answer } = await desk.answer('redrive', `${SCALES}/redrive`, {
      selection: { ids: ['dry-1', 'wet'] },
      dryRun: true,
    })
    expect(answer).toMatchObject({ redriven: 0, remaining: 1, notFound: ['wet'] })
    expect(letters).toMatchObject([{ id: 'dry-1' }])
    expect(await lettersIn()).toHaveLength(3)
  })

  it('goes on with nothing but what an answer gave, for the same request', async () => {
    const going = (token: string, more: object = {}) =>
      desk.ask(`${SCALES}/redrive`, { selection: 'all', continue: token, ...more })
    const forged = Buffer.from(JSON.stringify({ id: 'x', progress: {} })).toString('base64url')
    for (const token of ['', 'nonsense', forged]) expect((await going(token)).status).toBe(400)
    const first = await desk.answer('redrive', `${SCALES}/redrive`, { selection: 'all', perSecond: 0.01 })
    expect(first).toMatchObject({ redriven: 1, remaining: 2 })
    const other = await going(first.continue ?? '')
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('as in the first one')])
  })
})

describe('a purge at the desk', () => {
  it('wants the name of the subscription, and deletes nothing without', async () => {
    await empty()
    await bury(stack.deadLetterQueue('scales'), named('keep', 2), 1)
    for (const body of [{ selection: 'all' }, { selection: 'all', confirm: 'gate' }]) {
      expect((await desk.ask(`${SCALES}/purge`, body)).status).toBe(400)
    }
    expect(await lettersIn()).toHaveLength(2)
    const body = { selection: { ids: ['keep-0'] }, confirm: 'scales' }
    expect(await desk.answer('purge', `${SCALES}/purge`, body)).toEqual({ purged: 1, notFound: [] })
    expect(await lettersIn()).toMatchObject([{ id: 'keep-1' }])
  })
})

describe('a pause at the desk', () => {
  it('lets the backlog grow and tells so; a resume lets it drain', async () => {
    const inQueue = async () => {
      const { backlog = 0 } = await desk.answer('subscription', '/subscriptions/scales')
      return backlog
    }
    await vi.waitFor(
      async () => {
        const { consumer } = await desk.answer('pause', '/subscriptions/scales/pause', {})
        expect(consumer).toBe('DISABLED')
      },
      { timeout: 60_000 },
    )
    for (const id of named('waits', 3)) {
      const event = { type: 'parcel.sent', source: '/desk', id, data: { weight: 1 } }
      await desk.answer('publish', '/topics/parcels/events', event)
    }
    await vi.waitFor(async () => expect(await inQueue()).toBe(3), { timeout: 20_000 })
    const { attention } = await desk.answer('overview', '/overview')
    expect(attention).toContainEqual({
      ...{ kind: 'paused', subscription: 'scales' },
      text: 'Its consumer is paused: 3 events in its queue.',
    })
    await vi.waitFor(
      async () => {
        const { consumer } = await desk.answer('resume', '/subscriptions/scales/resume', {})
        expect(consumer).toBe('ENABLED')
      },
      { timeout: 60_000 },
    )
    await vi.waitFor(async () => expect(await inQueue()).toBe(0), { timeout: 20_000 })
  })
})

describe('a stranger', () => {
  it('who may read sees, and does nothing', async () => {
    expect((await reader.ask('/overview')).status).toBe(200)
    for (const path of [
      '/subscriptions/scales/pause',
      '/topics/parcels/events',
      `${SCALES}/redrive`,
      `${SCALES}/purge`,
    ]) {
      expect((await reader.ask(path, { selection: 'all', confirm: 'scales' })).status).toBe(403)
    }
  })

  it.each([
    ['another Host', { host: 'evil.example' }],
    ['the page of another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('is refused as %s', async (_name, headers) => {
    const { port } = new URL(desk.origin)
    const path = '/console/subscriptions/scales/pause'
    const status = await new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, method: 'POST', headers }, ({ statusCode }) =>
        resolve(statusCode),
      )
        .on('error', reject)
        .end('{}')
    })
    expect(status).toBe(403)
  })

  it.each([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['a reach for the prototype', '{"selection":"all","__proto__":{"confirm":"scales"}}'],
    ['a selection of another kind', '{"selection":{"ids":["a"],"cause":"b"},"confirm":"scales"}'],
    ['a selection of nothing', '{"selection":{"ids":[]},"confirm":"scales"}'],
    ['too deep a nest', `{"selection":${'['.repeat(100)}${']'.repeat(100)}}`],
  ])('is refused with %s, in a problem document', async (_name, body) => {
    const response = await desk.ask(`${SCALES}/purge`, body)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })
})
