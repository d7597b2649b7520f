import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStack, type TestStack } from '../support/start-stack.ts'

const PAGE = 'http://localhost:5173'
let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/cloudevents/topology.ts')
})
afterAll(() => stack?.close())

async function ask(headers: Record<string, string>, topic = 'anything') {
  const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, { method: 'OPTIONS', headers })
  expect([response.status, await response.text()]).toEqual([204, ''])
  return response.headers
}

describe('a sender of webhooks that asks whether it may deliver', () => {
  const origin = 'eventemitter.example.com'
  const permission = async (headers: Record<string, string>, topic?: string) => {
    const answer = await ask(headers, topic)
    return [answer.get('webhook-allowed-origin'), answer.get('webhook-allowed-rate')]
  }

  it('may, at the rate of the stage', async () => {
    expect(await permission({ 'webhook-request-origin': origin })).toEqual([origin, '12000'])
  })

  it.each([
    ['120', '120'],
    ['12000', '12000'],
    ['12001', '12000'],
    ['0', '12000'],
    ['many', '12000'],
  ])('at %s requests a minute may do %s', async (rate, allowed) => {
    const headers = { 'WebHook-Request-Origin': origin, 'WebHook-Request-Rate': rate }
    expect(await permission(headers)).toEqual([origin, allowed])
  })

  it.each(['', 'two words', 'https://example.com', '*', 'a,b', `${'a'.repeat(64)}.com`])(
    'and is called %j may not',
    async (name) => {
      expect(await permission({ 'webhook-request-origin': name })).toEqual([null, null])
    },
  )

  it('at a topic that does not exist may not', async () => {
    expect(await permission({ 'webhook-request-origin': origin }, 'nowhere')).toEqual([null, null])
    expect(await permission({ 'webhook-request-origin': origin }, 'constructor')).toEqual([null, null])
  })

  it('is told which methods there are', async () => {
    expect((await ask({ 'webhook-request-origin': origin })).get('allow')).toBe('GET, POST, OPTIONS')
  })
})

describe('a page of a declared origin', () => {
  it('may call, with the header fields that signing, binary mode and idempotency need', async () => {
    const headers = await ask({
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers':
        'authorization,content-type, Idempotency-Key,x-amz-date,ce-specversion,x-other',
    })
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, x-amz-date, ce-specversion',
      'access-control-max-age': '7200',
      vary: 'Origin',
    })
    expect(headers.has('webhook-allowed-origin')).toBe(false)
  })

  it.each([
    ['an answer', { type: 'com.example.someevent', data: 1 }, 202],
    ['a refusal', { data: 1 }, 400],
  ])('reads %s', async (_name, body, status) => {
    const response = await fetch(`${stack.apiUrl}/topics/anything/events`, {
      method: 'POST',
      headers: { origin: PAGE, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'Location, Retry-After, Idempotency-Replayed, RateLimit, RateLimit-Policy',
    )
  })

  it("reads API Gateway's own refusals", async () => {
    const response = await fetch(`${stack.apiUrl}/nothing`, { headers: { origin: PAGE } })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

it.each([{}, { origin: 'http://localhost:5174' }])(
  'a caller with %j gets no permission, and caches do not mix it up with others',
  async (headers) => {
    const answer = await ask({ ...headers, 'access-control-request-method': 'POST' })
    expect([...answer.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(answer.get('vary')).toBe('Origin')
  },
)
