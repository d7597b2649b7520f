import { CloudEvent, HTTP } from 'cloudevents'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documents } from '../../lib/docs/documents.ts'
import { topology } from '../fixtures/faults/topology.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack
const POLL = { timeout: 20_000, interval: 100 }
const task = { type: 'task.given', data: { key: 'k' } }

beforeAll(async () => {
  stack = await startStack('test/fixtures/faults/topology.ts')
})
afterAll(() => stack?.close())

describe('an event is accepted', () => {
  it('as plain JSON, with id, source and time filled in', async () => {
    const response = await stack.publish('work', task)
    expect(response.status).toBe(202)
    const body = (await response.json()) as Record<string, string>
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: `/principals/${encodeURIComponent(stack.principal)}`,
      topic: 'work',
      messageId: expect.any(String),
    })
    expect(response.headers.get('location')).toBe(
      `/v1/topics/work/events?${new URLSearchParams({ source: body['source'] ?? '', id: body['id'] ?? '' })}`,
    )
  })

  it.each(['structured', 'binary'] as const)('in %s mode, as the CloudEvents SDK writes it', async (mode) => {
    const event = new CloudEvent({ ...task, source: '/sdk', id: `sdk-${mode}`, subject: 'k' })
    const { headers, body } = HTTP[mode](event)
    const response = await fetch(`${stack.apiUrl}/topics/work/events`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: body as string,
    })
    expect(response.status).toBe(202)
    await expect.poll(() => stateOf('/sdk', `sdk-${mode}`), POLL).toBe('DONE')
  })

  it('as a batch, with one result for each in order: 202 when all were accepted, else 207', async () => {
    const good = (id: string) => ({ specversion: '1.0', source: '/batch', id, ...task })
    const type = 'application/cloudevents-batch+json'
    const all = await stack.publish('work', [good('a'), good('b')], type)
    expect(all.status).toBe(202)
    expect(await all.json()).toMatchObject({ results: [{ id: 'a' }, { id: 'b' }] })
    const mixed = await stack.publish('work', [good('c'), { ...good('d'), data: {} }, good('e')], type)
    expect(mixed.status).toBe(207)
    expect(await mixed.json()).toMatchObject({
      results: [{ id: 'c' }, { type: 'urn:omnibus:problem:invalid-event', status: 400 }, { id: 'e' }],
    })
    for (const id of ['a', 'b', 'c', 'e']) await expect.poll(() => stateOf('/batch', id), POLL).toBe('DONE')
    expect(await stateOf('/batch', 'd')).toBe('NOT_SEEN')
  })

  it('beside one that reaches for a prototype', async () => {
    const [good, hostile] = [JSON.stringify(task), '{"type":"task.given","data":{"__proto__":{}}}']
    const response = await stack.publish('work', `[${good},${hostile},${good}]`)
    expect(response.status).toBe(207)
    expect(await response.json()).toMatchObject({
      results: [{ topic: 'work' }, { type: 'urn:omnibus:problem:malformed-request' }, { topic: 'work' }],
    })
  })

  it('once for a repeated Idempotency-Key, as far as consumers see', async () => {
    const send = () =>
      fetch(`${stack.apiUrl}/topics/work/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'same' },
        body: JSON.stringify(task),
      }).then((response) => response.json() as Promise<{ id: string; source: string }>)
    const [first, second] = [await send(), await send()]
    expect(second.id).toBe(first.id)
    await expect.poll(() => stateOf(first.source, first.id), POLL).toBe('DONE')
  })
})

describe('a bad request gets its status and a problem document, and nothing is published', () => {
  const structured = 'application/cloudevents+json'
  it.each([
    ['broken JSON', 'work', '{"type":', 'application/json', 400, 'malformed-request'],
    ['broken JSON in a batch', 'work', '[{', 'application/cloudevents-batch+json', 400, 'malformed-request'],
    [
      'a batch that is no array',
      'work',
      '{}',
      'application/cloudevents-batch+json',
      400,
      'malformed-request',
    ],
    [
      'bytes that are not UTF-8',
      'work',
      new Uint8Array([0x7b, 0xff]),
      'application/json',
      400,
      'malformed-request',
    ],
    ['a missing type', 'work', { data: {} }, 'application/json', 400, 'invalid-event'],
    ['missing data', 'work', { type: 'task.given' }, 'application/json', 400, 'invalid-event'],
    [
      'an empty id',
      'work',
      { specversion: '1.0', id: '', source: '/s', ...task },
      structured,
      400,
      'invalid-event',
    ],
    [
      'another version',
      'work',
      { specversion: '0.3', id: 'i', source: '/s', ...task },
      structured,
      400,
      'invalid-event',
    ],
    [
      'an unknown event type',
      'work',
      { type: 'task.taken', data: {} },
      'application/json',
      400,
      'invalid-event',
    ],
    [
      'data that does not fit',
      'work',
      { type: 'task.given', data: { key: 1 } },
      'application/json',
      400,
      'invalid-event',
    ],
    [
      'no partition key',
      'sequence',
      { type: 'task.given', data: {} },
      'application/json',
      400,
      'invalid-event',
    ],
    [
      '__proto__',
      'work',
      '{"type":"task.given","data":{"key":"k","__proto__":{"a":1}}}',
      'application/json',
      400,
      'malformed-request',
    ],
    [
      'constructor.prototype',
      'work',
      '{"type":"task.given","data":{"constructor":{"prototype":{}}}}',
      'application/json',
      400,
      'malformed-request',
    ],
    ['an unknown topic', 'nowhere', task, 'application/json', 404, 'unknown-topic'],
    [
      'a topic named like a member of every object',
      'constructor',
      task,
      'application/json',
      404,
      'unknown-topic',
    ],
    ['a body that is too large', 'work', 'x'.repeat(5_000_000), 'application/json', 413, 'too-large'],
    ['another content type', 'work', 'key=k', 'text/plain', 415, 'unsupported-content-type'],
    ['no content type', 'work', JSON.stringify(task), '', 415, 'unsupported-content-type'],
  ] as const)('%s', async (_name, topic, body, contentType, status, kind) => {
    const before = await recordsInLedger()
    const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, {
      method: 'POST',
      headers: contentType === '' ? {} : { 'content-type': contentType },
      body:
        typeof body === 'string'
          ? Buffer.from(body)
          : body instanceof Uint8Array
            ? body
            : JSON.stringify(body),
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await response.json()) as Record<string, string>
    expect(problem).toMatchObject({
      type: `urn:omnibus:problem:${kind}`,
      status,
      title: expect.any(String),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(problem['detail']?.length).toBeGreaterThan(20)
    // The next good event overtakes nothing: had the bad one been published, it would be in the ledger by now.
    const marker = crypto.randomUUID()
    await stack.publish('work', { ...task, source: '/marker', id: marker })
    await expect.poll(() => stateOf('/marker', marker), POLL).toBe('DONE')
    expect(await stack.backlog('ordered')).toEqual({ waiting: 0, inFlight: 0 })
    expect(await recordsInLedger()).toBe(before + 1)
  })

  it('points at what does not fit', async () => {
    const response = await stack.publish('work', { type: 'task.given', data: { key: 'k', failures: -1 } })
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/data/failures' }] })
  })
})

describe('a question', () => {
  it('about the topics names their events and subscriptions', async () => {
    const response = await fetch(`${stack.apiUrl}/topics`)
    expect(await response.json()).toEqual({
      topics: [
        { name: 'work', ordered: false, events: [{ type: 'task.given' }], subscriptions: ['standard'] },
        { name: 'sequence', ordered: true, events: [{ type: 'task.given' }], subscriptions: ['ordered'] },
      ],
    })
  })

  it('about the bus itself is answered with its documents', async () => {
    for (const [name, document] of Object.entries(documents(topology))) {
      expect(await (await fetch(`${stack.apiUrl}/${name}`)).json()).toEqual(document)
    }
  })

  it('about health needs no more than the function', async () => {
    expect(await (await fetch(`${stack.apiUrl}/health`)).json()).toEqual({ status: 'ok' })
  })

  it('about an event says NOT_SEEN where the ledger has nothing', async () => {
    expect(await stateOf('/nobody', 'nothing')).toBe('NOT_SEEN')
  })

  it.each([
    ['without an id', 'topics/work/events?source=/s', 400, 'malformed-request'],
    ['about an unknown topic', 'topics/nowhere/events?source=/s&id=i', 404, 'unknown-topic'],
    ['at a path that does not exist', 'nothing/here', 403, 'forbidden'],
  ])('%s is refused', async (_name, path, status, kind) => {
    const response = await fetch(`${stack.apiUrl}/${path}`)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ type: `urn:omnibus:problem:${kind}` })
  })
})

async function stateOf(source: string, id: string): Promise<string | undefined> {
  return (await stack.deliveries('work', source, id))[0]?.state
}

const recordsInLedger = async (): Promise<number> => (await stack.items('ledger')).length
