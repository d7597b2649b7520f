import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  batch,
  binary,
  type EventRequest,
  event,
  send,
  structured,
  written,
} from '../conformance/support/requests.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

const MEBIBYTE = 1024 * 1024
const POLL = { timeout: 20_000, interval: 50 }
let stack: RecordedStack

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/cloudevents/topology.ts')
})
afterAll(() => stack?.close())

const publish = (request: EventRequest): Promise<Response> =>
  send(`${stack.apiUrl}/topics/anything/events`, request)

/** JSON text that nests as deep. */
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
/** JSON text with as many values, the array itself counted. */
const listOf = (values: number): string => `[${'1,'.repeat(values - 2)}1]`
const plain = (body: string): EventRequest => ({ headers: { 'content-type': 'application/json' }, body })
const json = { 'content-type': 'application/json' }
const plainEvent = (data: string): string => `{"type":"com.example.someevent","data":${data}}`
/** White space that JSON allows, up to a size. */
const padded = ({ headers, body }: EventRequest, bytes: number): EventRequest => ({
  headers,
  body: `${body}${' '.repeat(bytes - body.length)}`,
})
const withKey = (length: number): EventRequest => ({
  headers: { ...json, 'idempotency-key': 'k'.repeat(length) },
  body: plainEvent('1'),
})
const extensions = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 'x']))
const withAttributes = (count: number): EventRequest => structured(extensions(count - 3))
const withLargeData = (count: number): EventRequest =>
  structured({ ...extensions(count - 4), datacontenttype: 'text/plain', data: 'x'.repeat(300_000) })
const plainWithAttributes = (count: number): EventRequest =>
  plain(JSON.stringify({ ...extensions(count - 4), type: 'com.example.someevent', data: 1 }))
/** Names and values of an event's attributes, in bytes: é has two. */
function withAttributeBytes(bytes: number): EventRequest {
  const required = { id: 'i', source: '/s', type: 'com.example.someevent', subject: 'é' }
  const others = Buffer.byteLength(Object.entries(required).flat().join(''))
  return structured({ ...required, subject: `é${'s'.repeat(bytes - others)}` })
}

const LIMITS = [
  ['events in a batch', 1_000, (count: number) => batch(Array.from({ length: count }, () => event())), 413],
  [
    'plain events in a batch',
    1_000,
    (count: number) => plain(`[${Array(count).fill(plainEvent('1'))}]`),
    413,
  ],
  ['bytes of a request', 4 * MEBIBYTE, (bytes: number) => padded(structured(), bytes), 413],
  ['bytes of a batch', 4 * MEBIBYTE, (bytes: number) => padded(batch([event()]), bytes), 413],
  ['levels of data, structured', 64, (depth: number) => written(`"data":${nested(depth)}`), 400],
  ['levels of data, binary', 64, (depth: number) => binary(json, nested(depth)), 400],
  ['levels of data, plain', 64, (depth: number) => plain(plainEvent(nested(depth))), 400],
  ['levels of data, plain batch', 64, (depth: number) => plain(`[${plainEvent(nested(depth))}]`), 207],
  ['values of data, structured', 100_000, (values: number) => written(`"data":${listOf(values)}`), 400],
  ['values of data, binary', 100_000, (values: number) => binary(json, listOf(values)), 400],
  ['values of data, plain', 100_000, (values: number) => plain(plainEvent(listOf(values))), 400],
  [
    'values of a batch',
    100_000,
    (values: number) => plain(`[${plainEvent(listOf(50_000))},${plainEvent(listOf(values - 50_005))}]`),
    400,
  ],
  ['characters of an Idempotency-Key', 255, withKey, 400],
  [
    "characters of an attribute's name",
    255,
    (length: number) => structured({ ['n'.repeat(length)]: 'x' }),
    400,
  ],
  ['attributes', 256, withAttributes, 400],
  ['attributes of an event whose data goes through the bucket', 256, withLargeData, 400],
  ['attributes of a plain event, filled in ones counted', 256, plainWithAttributes, 400],
  ['bytes of attributes', 64 * 1024, withAttributeBytes, 400],
] as const

describe('a limit is exact', () => {
  beforeEach(() => {
    stack.aws.calls.length = 0
  })

  it.each(LIMITS)('%s: %i', async (_name, limit, request, status) => {
    const beyond = await publish(request(limit + 1))
    expect(beyond.status).toBe(status)
    expect(stack.aws.calls).toEqual([])
    const within = await publish(request(limit))
    expect([within.status, within.status === 202 ? '' : await within.text()]).toEqual([202, ''])
    const answer = (await within.json()) as Accepted & { results?: Accepted[] }
    const { source, id } = answer.results?.at(-1) ?? answer
    await expect.poll(() => stack.item('records', { pk: `${source} ${id}` }), POLL).toBeDefined()
  })

  it.each([
    ['deeper', nested(66)],
    ['cut up smaller', listOf(101_000)],
  ])('for what others put into a queue, too: data that is %s is a dead letter', async (_name, data) => {
    const body = String(written(`"data":${data}`).body)
    await stack.queue('recorder').send({ body, attributes: {} })
    await expect
      .poll(
        async () => (await stack.deadLetterQueue('recorder').receive(1, 60))[0]?.attributes['cause'],
        POLL,
      )
      .toContain('UNREADABLE')
  })
})

it('an answer has no Location that is longer than a URL may be', async () => {
  const locationOf = async (id: string) => (await publish(structured({ id }))).headers.get('location')
  expect(await locationOf('€'.repeat(900))).toHaveLength(
    8_100 + '/v1/topics/anything/events?source=%2Fmycontext&id='.length,
  )
  expect(await locationOf('€'.repeat(950))).toBeNull()
})

it('an answer that SNS keeps out of reach says when to come back', async () => {
  stack.aws.fault = (call) => (call.startsWith('sns:') ? 'refuse' : undefined)
  const response = await publish(structured())
  stack.aws.fault = () => undefined
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
})

interface Accepted {
  readonly source: string
  readonly id: string
}

describe('an error', () => {
  it.each([
    ['an attribute name', structured({ [`${'\u202e'}${'N'.repeat(1_000_000)}`]: 'x' })],
    ['a content type', { headers: { 'content-type': `x/${'y'.repeat(5_000)}` }, body: '' }],
    ['an event type', structured({ type: `\u202e${'t'.repeat(50_000)}` })],
    ['a specversion', structured({ specversion: '1'.repeat(1_000_000) })],
    ['text that is no JSON', plain(`{"\u202e${'x'.repeat(1_000_000)}`)],
  ])('quotes little of %s, and nothing that hides', async (_name, request) => {
    const response = await publish(request)
    expect(response.status).toBeGreaterThanOrEqual(400)
    const text = await response.text()
    expect(text.length).toBeLessThan(5_000)
    expect(text).not.toContain('\u202e')
  })
})
