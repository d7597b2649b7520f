import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { HttpRequest } from '../../../lib/messaging/http.ts'
import { answerOptions } from '../../../lib/messaging/publish/answer-options.ts'
import { listTopics } from '../../../lib/messaging/publish/list-topics.ts'
import { defineTopology } from '../../../lib/topology/define-topology.ts'

const PAGE = 'https://shop.example'
const schema = z.unknown()
const topology = defineTopology({
  name: 'asked',
  browserOrigins: [PAGE],
  topics: {
    notes: { events: { written: { schema, summary: 'A note was written.' }, torn: { schema } } },
    steps: { ordered: true, events: { taken: { schema } } },
  },
  subscriptions: { archive: { topic: 'notes' }, index: { topic: 'notes' } },
})

function permissions(headers: Record<string, string>, topic = 'notes', of = topology) {
  const path: Record<string, string> = topic === '' ? {} : { topic }
  const request: HttpRequest = {
    ...{ headers, path, query: {}, body: new Uint8Array() },
    ...{ principal: '', remainingMilliseconds: 0 },
  }
  const { status, headers: answer } = answerOptions({ topology: of, requestsPerSecond: 2 }, request)
  const { allow, ...permission } = answer ?? {}
  expect({ status, allow }).toEqual({ status: 204, allow: 'GET, POST, OPTIONS' })
  return permission
}

describe('a sender of webhooks', () => {
  it.each([
    [undefined, '120'],
    ['1', '1'],
    ['100', '100'],
    ['120', '120'],
    ['121', '120'],
    ['0', '120'],
    ['01', '120'],
    ['1.5', '120'],
    ['x1', '120'],
    ['999999999', '120'],
  ])('that asks for %s a minute may send %s', (rate, allowed) => {
    const headers = {
      'webhook-request-origin': 'events.example.com',
      ...(rate === undefined ? {} : { 'webhook-request-rate': rate }),
    }
    expect(permissions(headers)).toEqual({
      'webhook-allowed-origin': 'events.example.com',
      'webhook-allowed-rate': allowed,
    })
  })

  it.each(['a', 'A-b_9.example', `${'a'.repeat(63)}.b`])('may be called %s', (origin) => {
    expect(permissions({ 'webhook-request-origin': origin })).toMatchObject({
      'webhook-allowed-origin': origin,
    })
  })

  it.each([
    ...['', '.', 'a.', '.a', 'a..b', 'a b', '*', 'https://a', 'a,b', 'é', 'a\n'],
    ...[`${'a'.repeat(64)}`, `b.${'a'.repeat(64)}`, `${'a.'.repeat(126)}bc`],
  ])('may not be called %j', (origin) => {
    expect(permissions({ 'webhook-request-origin': origin, origin: PAGE })).toEqual({})
  })

  it.each(['', 'nowhere', 'toString'])('may not send to %j, which is no topic', (topic) => {
    expect(permissions({ 'webhook-request-origin': 'example.com', origin: PAGE }, topic)).toEqual({})
  })
})

describe('a page', () => {
  it('of a declared origin may call, with the header fields that it needs and no others', () => {
    const asked =
      'Authorization,content-type, idempotency-key,  traceparent,tracestate,X-Amz-Date,ce-id,ce-,ce-x-y,x-authorization,cookie,origins'
    expect(permissions({ origin: PAGE, 'access-control-request-headers': asked }, '')).toEqual({
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, traceparent, tracestate, x-amz-date, ce-id',
      'access-control-max-age': '7200',
    })
  })

  it('that asks for no header fields may send none', () => {
    expect(permissions({ origin: PAGE })).toMatchObject({ 'access-control-allow-headers': '' })
  })

  it.each([{}, { origin: 'https://shop.example.com' }, { origin: '' }])(
    'with %j gets no permission',
    (headers) => {
      expect(permissions(headers)).toEqual({})
    },
  )

  it('gets none where no origins are declared', () => {
    const { browserOrigins: _origins, ...closed } = topology
    expect(permissions({ origin: PAGE }, 'notes', closed as typeof topology)).toEqual({})
    expect(permissions({}, 'notes', closed as typeof topology)).toEqual({})
  })
})

it('the topics are listed with what may be said and who listens', () => {
  expect(listTopics(topology)).toEqual({
    status: 200,
    body: {
      topics: [
        {
          name: 'notes',
          ordered: false,
          events: [{ type: 'written', summary: 'A note was written.' }, { type: 'torn' }],
          subscriptions: ['archive', 'index'],
        },
        { name: 'steps', ordered: true, events: [{ type: 'taken' }], subscriptions: [] },
      ],
    },
  })
})
