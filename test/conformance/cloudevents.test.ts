import { CloudEvent } from 'cloudevents'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, type ExpectStatic, expect, it } from 'vitest'
import { isJson } from '../../lib/messaging/content-type.ts'
import type { Event } from '../../lib/messaging/event.ts'
import { anyAttributeText, anySendableEvent } from '../messaging/support/any-event.ts'
import { arriving, inMode } from '../messaging/support/event-in-modes.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'
import * as core from './core-rows.ts'
import * as http from './http-binding-rows.ts'
import * as json from './json-format-rows.ts'
import { batch, bySdk, type EventRequest, event, newId, SOURCE, send, TYPE } from './support/requests.ts'
import { type Expected, named } from './support/rows.ts'

const MODES = ['structured', 'batched', 'binary'] as const
const POLL = { timeout: 30_000, interval: 50 }
let stack: RecordedStack

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/cloudevents/topology.ts')
})
afterAll(() => stack?.close())

const publish = (request: EventRequest): Promise<Response> =>
  send(`${stack.apiUrl}/topics/anything/events`, request)

/** What the handler was given of an event, once it was. */
async function handled(
  expect: ExpectStatic,
  { source, id }: { source: string; id: string },
): Promise<Expected> {
  const found = () => stack.item('records', { pk: `${source} ${id}` })
  await expect.poll(found, POLL).toBeDefined()
  const { attributes, value, dataText, bytes } = (await found()) as Record<string, unknown>
  return {
    attributes: JSON.parse(String(attributes)),
    ...(value === undefined ? {} : { value: JSON.parse(String(value)) }),
    ...(dataText === undefined ? {} : { dataText: String(dataText) }),
    ...(bytes === undefined ? {} : { bytes: Uint8Array.from(bytes as Uint8Array) }),
  }
}

// First, while nobody handles anything: then a call of AWS is one of the endpoint's.
describe('what the specification forbids is refused, and nothing is published', () => {
  beforeEach(() => {
    stack.aws.calls.length = 0
    stack.dynamo.calls.length = 0
  })

  it.each(named([...core.refused, ...json.refused, ...http.refused]))(
    '%s',
    async (_name, { request, status, pointer }) => {
      const response = await publish(request)
      expect(response.status).toBe(status)
      const problem = (await response.json()) as { detail: string; errors?: { pointer: string }[] }
      expect(problem.errors?.[0]?.pointer).toBe(pointer)
      expect(problem.detail).toMatch(/^[\P{C}\n]{20,1500}$/u)
      expect([...stack.aws.calls, ...stack.dynamo.calls]).toEqual([])
    },
  )
})

describe('what the specification allows reaches the handler as it was sent', () => {
  it.concurrent.for(named([...core.accepted, ...json.accepted, ...http.accepted]))(
    '%s',
    async ([
      ,
      {
        request,
        expected: { attributes = {}, ...data },
      },
    ], { expect }) => {
      const response = await publish(request)
      expect([response.status, response.status === 202 ? '' : await response.text()]).toEqual([202, ''])
      const seen = await handled(expect, (await response.json()) as { source: string; id: string })
      expect(seen).toEqual({ attributes: expect.anything(), ...data })
      for (const [name, value] of Object.entries(attributes)) expect(seen.attributes?.[name]).toEqual(value)
    },
  )
})

describe('a batch', () => {
  const THRIFT = 'application/vnd.apache.thrift.binary'
  const example = [
    {
      ...event({ source: '/mycontext/4', comexampleextension1: 'value', comexampleothervalue: 5 }),
      id: newId(),
      datacontenttype: THRIFT,
      data_base64: 'AP8=',
    },
    {
      ...event({ source: '/mycontext/9', type: 'com.example.someotherevent' }),
      id: newId(),
      datacontenttype: 'application/json',
      data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
    },
  ]
  const resultsOf = async (response: Response) =>
    ((await response.json()) as { results: { source: string; id: string; errors?: { pointer: string }[] }[] })
      .results

  it('json-format.md#43-examples: the example passes, one result for each event in order', async () => {
    const response = await publish(batch(example))
    expect(response.status).toBe(202)
    const results = await resultsOf(response)
    expect(results.map(({ id }) => id)).toEqual(example.map(({ id }) => id))
    const [first, second] = await Promise.all(results.map((result) => handled(expect, result)))
    expect(first).toMatchObject({ bytes: Uint8Array.of(0, 255), attributes: { datacontenttype: THRIFT } })
    expect(second).toMatchObject({ value: { appinfoA: 'abc', appinfoB: 123, appinfoC: true } })
  })

  it('json-format.md#43-examples: may be empty', async () => {
    const response = await publish(batch([]))
    expect([response.status, await resultsOf(response)]).toEqual([202, []])
  })

  it('json-format.md#4-json-batch-format: of the SDK passes', async () => {
    const [one, other] = ['a', 'b'].map((data) => new CloudEvent({ source: SOURCE, type: TYPE, data }))
    const results = await resultsOf(await publish(batch([one, other])))
    expect(await Promise.all(results.map((result) => handled(expect, result)))).toMatchObject([
      { value: 'a' },
      { value: 'b' },
    ])
  })

  it('http-protocol-binding.md#331-http-content-type: may name its charset', async () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json; charset=UTF-8' }
    expect((await publish({ ...batch([event()]), headers })).status).toBe(202)
  })

  it('http-protocol-binding.md#332-event-data-encoding: has events of one specversion, and others fail alone', async () => {
    const bad = [event({ specversion: '0.3' }), event({ id: '' }), 1, null, [event()]]
    const response = await publish(batch([event(), ...bad, event()]))
    expect(response.status).toBe(207)
    const [first, ...others] = await resultsOf(response)
    const last = others.pop()
    expect(others.map(({ errors }) => errors?.[0]?.pointer)).toEqual([
      '/specversion',
      '/id',
      undefined,
      undefined,
      undefined,
    ])
    for (const result of [first, last]) await handled(expect, result as { source: string; id: string })
  })

  it.each(['{}', 'null', '"[]"', '[', ''])(
    'json-format.md#41-mapping-cloudevents: is no %s',
    async (body) => {
      const response = await publish({ ...batch([]), body })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ type: 'urn:omnibus:problem:malformed-request' })
    },
  )
})

describe('any event', () => {
  const anyNewEvents = fc.array(anySendableEvent, { minLength: 6, maxLength: 6 }).map((events) =>
    events.map(({ attributes, ...data }) => ({
      attributes: { ...attributes, type: TYPE, id: `${attributes.id}${newId()}` },
      ...data,
    })),
  )

  it.each(MODES)('arrives as it was sent in %s mode', async (mode) => {
    await fc.assert(
      fc.asyncProperty(anyNewEvents, async (events) => {
        const responses = await Promise.all(events.map((sent) => publish(inMode[mode](sent))))
        expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 202))
        for (const sent of events) {
          const { attributes, data } = arriving(mode, sent)
          const seen = await handled(expect, attributes)
          expect(seen.attributes).toEqual(attributes)
          expect(seen).toMatchObject(dataSeen(attributes.datacontenttype, data))
        }
      }),
      { numRuns: 6 },
    )
  })

  it('of the SDK arrives as the SDK has it', async () => {
    const anyData = fc
      .jsonValue()
      .filter((data) => Boolean(data) && !/__proto__|constructor/.test(JSON.stringify(data)))
    await fc.assert(
      fc.asyncProperty(anyAttributeText, anyData, fc.boolean(), async (subject, data, flag) => {
        const sent = new CloudEvent({ source: SOURCE, type: TYPE, subject, data, flag })
        await publish(bySdk('structured', sent))
        const { attributes, value } = await handled(expect, sent)
        const { specversion: _version, data: theirs, ...rest } = JSON.parse(JSON.stringify(sent))
        expect(attributes).toEqual(rest)
        expect(value).toEqual(theirs)
      }),
      { numRuns: 24 },
    )
  })
})

function dataSeen(contentType: string | undefined, data: Event['data']): Expected {
  if (!data) return {}
  if ('base64' in data) return { bytes: Uint8Array.from(Buffer.from(data.base64, 'base64')) }
  return isJson(contentType) ? { dataText: data.json } : { value: JSON.parse(data.json) }
}
