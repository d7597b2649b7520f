import { describe, expect, it } from 'vitest'
import { endpoint, type PublishRequest } from '../../support/publish-here.ts'

const STRUCTURED = { 'content-type': 'application/cloudevents+json' }
const BATCHED = { 'content-type': 'application/cloudevents-batch+json' }
const said = (source: string) => ({ id: '1', source, type: 'said', data: 1 })

describe('a request is refused as a whole', () => {
  it.each<[string, PublishRequest, number, string]>([
    [
      'to a topic that there is not',
      { topic: 'note' },
      404,
      "'note' is not a topic. Known: notes, steps, shut.",
    ],
    ['to no topic', { topic: '' }, 404, "'' is not a topic. Known: notes, steps, shut."],
    ['to what every object has', { topic: 'toString' }, 404, "'toString' is not a topic."],
    [
      'by a principal that is not named',
      { topic: 'shut', principal: 'arn:aws:iam::1:role/other' },
      403,
      "'arn:aws:iam::1:role/other' may not publish to topic 'shut'.",
    ],
    [
      'by one that only begins like one that is named whole',
      { topic: 'shut', principal: 'arn:aws:iam::1:user/anna' },
      403,
      'may not publish',
    ],
    [
      'from a source that is not named',
      { topic: 'shut', body: said('/else') },
      403,
      "Source '/else' may not publish to topic 'shut'.",
    ],
    [
      'without a key where order needs one',
      { topic: 'steps', body: { type: 'taken', data: {} } },
      400,
      "Topic 'steps' is ordered, so an event needs a partition key: set the partitionkey attribute or /group in data.",
    ],
    [
      'in a content type that is none',
      { headers: { 'content-type': 'text/plain' } },
      415,
      "The content type is 'text/plain'. Send application/cloudevents+json, application/cloudevents-batch+json, application/json with type and data",
    ],
    [
      'in another format of CloudEvents, whatever header fields are there',
      { headers: { 'content-type': 'application/cloudevents+avro', 'ce-id': '1' } },
      415,
      "The content type is 'application/cloudevents+avro'.",
    ],
    [
      'in another charset',
      { headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
      "The charset is 'utf-16'; JSON is UTF-8 (RFC 8259).",
    ],
    ['in bytes that are no text', { body: Uint8Array.of(0xff) }, 400, 'The body is not UTF-8 text.'],
    ['with no JSON', { body: '{' }, 400, 'The document is not JSON that can be accepted'],
    ['with no JSON in a batch', { body: '[{]' }, 400, 'The body is not JSON that can be accepted'],
    [
      'as a batch that is none',
      { headers: BATCHED, body: {} },
      400,
      'A batch must be a JSON array of events.',
    ],
    ['as an event that is none', { headers: STRUCTURED, body: [] }, 400, ''],
    [
      'with more than a thousand events',
      { body: `[${'{},'.repeat(1_000)}{}]` },
      413,
      'The batch has 1001 events; at most 1000 are accepted. Send it in parts.',
    ],
    [
      'with more than 4 MiB',
      { body: ' '.repeat(4 * 1024 * 1024 + 1) },
      413,
      'The body has 4194305 bytes; at most 4194304 are accepted. Send it in parts.',
    ],
    [
      'of another version of CloudEvents',
      { body: { specversion: '0.3', type: 'written', data: {} } },
      400,
      "must be '1.0' or left out",
    ],
    ['without a type', { body: { data: {} } }, 400, '/type is required: a plain event has a type and data'],
    [
      'without data',
      { body: { type: 'written' } },
      400,
      '/data is required: a plain event has a type and data',
    ],
    [
      'with a key of its own that is none',
      { body: { type: 'written', data: {}, idempotencykey: '' } },
      400,
      'send 1 to 255 printable ASCII characters, such as a UUID',
    ],
    [
      'with a key of its own that is no text',
      { body: { type: 'written', data: {}, idempotencykey: 7 } },
      400,
      "is '7'; send 1 to 255 printable ASCII characters",
    ],
    [
      'with a pointer to data in our own bucket',
      { body: { type: 'written', data: {}, dataref: 's3://claims/x' } },
      400,
      'An event brings its data along: leave out dataref.',
    ],
    [
      'with a version of its schema that there is not',
      { body: { type: 'revised', data: {}, dataschema: 'urn:omnibus:schema:notes:revised:3' } },
      400,
      "'urn:omnibus:schema:notes:revised:3' is no version of 'revised'. Known: urn:omnibus:schema:notes:revised:1, urn:omnibus:schema:notes:revised:2.",
    ],
    [
      'with more attributes than an event may have',
      {
        body: {
          ...Object.fromEntries(Array.from({ length: 254 }, (_, index) => [`a${index}`, 1])),
          ...{ type: 'written', data: { text: '' } },
        },
      },
      400,
      'The event has 258 attributes; at most 256 are accepted. Put what is large into data.',
    ],
    [
      'with attributes that are too large together',
      { body: { id: '1', source: '/s', type: 'written', data: {}, a: 'x'.repeat(65_537) } },
      400,
      'bytes of attributes; at most 65536 are accepted. Put what is large into data.',
    ],
  ])('%s', async (_name, request, status, sentence) => {
    const on = endpoint({ publisher: () => ({ publish: () => Promise.reject(new Error('no call')) }) })
    const refusal = await on.refuses(request)
    expect(refusal).toMatchObject({ status })
    expect(refusal.detail).toContain(sentence)
    expect(on.logged).toEqual([
      {
        message: 'refused',
        fields: {
          topic: status === 404 ? '(unknown)' : (request.topic ?? 'notes'),
          problem: refusal.type.replace('urn:omnibus:problem:', ''),
        },
      },
    ])
  })
})

it.each([
  [{ data: {} }, '/type', 'is required: a plain event has a type and data'],
  [{ type: 'written' }, '/data', 'is required: a plain event has a type and data'],
  [{ specversion: '2', type: 'written', data: {} }, '/specversion', "must be '1.0' or left out"],
  [{ type: 'written', data: {}, idempotencykey: '' }, '/idempotencykey', expect.any(String)],
  [{ type: 'written', data: {}, dataref: 'x' }, '/dataref', expect.stringContaining('set by the bus itself')],
  [{ type: 'gone', data: {} }, '/type', expect.stringContaining("'gone' is not an event of topic 'notes'")],
  [{ type: 'written', data: { text: 1 } }, '/data/text', expect.any(String)],
])('a refusal of %j points at what is wrong', async (body, pointer, detail) => {
  expect((await endpoint().refuses({ body })).errors).toEqual([{ pointer, detail }])
})

it.each([{ body: '[{]' }, { body: '{' }, { body: Uint8Array.of(0xff) }])(
  'a refusal of %j keeps its reason for the log',
  async (request) => {
    await expect(endpoint().answers(request)).rejects.toMatchObject({ cause: expect.any(Error) })
  },
)

describe('a request is taken', () => {
  it.each<[string, PublishRequest]>([
    ['by a principal that begins as named', { topic: 'shut', principal: 'arn:aws:iam::1:role/shop-7' }],
    ['by a principal that is named whole', { topic: 'shut', principal: 'arn:aws:iam::1:user/ann' }],
    ['at home, where there are no principals', { topic: 'shut', principal: 'local' }],
    ['though its data has brackets', { topic: 'shut', body: { ...said('/shop/1'), data: '[' } }],
    [
      'in binary mode, though a parameter of its type names another format',
      {
        topic: 'shut',
        headers: {
          ...{ 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/shop/1', 'ce-type': 'said' },
          'content-type': 'text/plain; format="application/cloudevents+avro"',
        },
        body: 'text',
      },
    ],
  ])('%s', async (_name, request) => {
    expect(await endpoint().answers({ body: said('/shop/1'), ...request })).toMatchObject({ status: 202 })
  })

  it.each<[string, PublishRequest]>([
    ['with exactly a thousand events', { body: Array.from({ length: 1_000 }, () => ({ type: 'written' })) }],
    ['as an array after space', { body: ' \t\r\n[{}]' }],
  ])('%s', async (_name, request) => {
    expect(await endpoint().answers(request)).toMatchObject({ status: 207 })
  })

  // As bytes: of text, mutation testing counts each branch of each character.
  it('with exactly 4 MiB', async () => {
    const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/shop/1', 'ce-type': 'said' }
    const headers = { ...attributes, 'content-type': 'application/octet-stream' }
    const request = { topic: 'shut', principal: 'local', headers, body: new Uint8Array(4 * 1024 * 1024) }
    expect(await endpoint().answers(request)).toMatchObject({ status: 202 })
  })

  it('with as many attributes, and as large ones, as an event may have', async () => {
    const many = Object.fromEntries(Array.from({ length: 252 }, (_, index) => [`a${index}`, 1]))
    const body = { type: 'written', data: { text: '' } }
    expect(await endpoint().answers({ body: { ...body, ...many } })).toMatchObject({ status: 202 })
    const attributes = { id: '1', source: '/s', time: '2026-01-01T00:00:00Z', a: '' }
    const rest = Object.entries({ ...attributes, type: 'written' })
      .flat()
      .join('').length
    const large = { ...body, ...attributes, a: 'x'.repeat(64 * 1024 - rest) }
    expect(await endpoint().answers({ body: large })).toMatchObject({ status: 202 })
    const larger = { ...large, a: `${large.a}x` }
    expect(await endpoint().refuses({ body: larger })).toMatchObject({ status: 400 })
  })

  it('in structured, batched, binary and plain mode alike', async () => {
    const on = endpoint()
    const event = { specversion: '1.0', id: '1', source: '/s', type: 'written', data: { text: 'a' } }
    const binary = {
      ...{ 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'written' },
      'content-type': 'application/json',
    }
    expect((await on.answers({ headers: STRUCTURED, body: event })).body).toHaveProperty('id', '1')
    expect((await on.answers({ headers: BATCHED, body: [event] })).body).toHaveProperty('results')
    expect((await on.answers({ headers: binary, body: event.data })).body).toHaveProperty('id', '1')
    expect((await on.answers({ body: event })).status).toBe(202)
    expect(on.sent()).toHaveLength(4)
    for (const sent of on.sent()) expect(sent).toMatchObject(event)
  })
})
