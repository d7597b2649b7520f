import { describe, expect, it } from 'vitest'
import { CONSOLE_ROUTES } from '../../lib/topology/console-routes.ts'
import { memoryDesk } from '../messaging/support/memory-desk.ts'
import { memoryConsole } from './support/console.ts'

const pathOf = (path: string): string =>
  path.replace('{topic}', 'orders').replace('{subscription}', 'billing').replace('{messageId}', 'm-1')

describe('the desk', () => {
  it('tells who asks, and of which bus', async () => {
    const { status, headers, json } = await memoryConsole().ask('GET', '/session', { role: 'reader' })
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(json).toEqual({
      ...{ bus: 'shop', stage: 'home', principal: 'someone', role: 'reader', metricsPeriodSeconds: 60 },
      ...{ topics: ['orders', 'quiet'], subscriptions: ['billing', 'archive'] },
    })
  })

  it.each(Object.entries(CONSOLE_ROUTES).filter(([, { role }]) => role === 'operator'))(
    'lets no reader do %s, and nothing is done',
    async (_operation, { method, path }) => {
      const { ask, desk, publisher } = memoryConsole()
      const { status, json } = await ask(method, pathOf(path), { role: 'reader', body: {} })
      expect([status, json.type]).toEqual([403, 'urn:omnibus:problem:forbidden'])
      expect(await desk.audit.list({ limit: 1 })).toEqual([])
      expect(publisher.messages.get('orders')).toEqual([])
    },
  )

  it.each([
    ['GET', '/subscriptions/nobody', "'nobody' is not a subscription. Subscriptions: billing, archive."],
    ['POST', '/subscriptions/toString/pause', "'toString' is not a subscription."],
    ['GET', '/topics/news', "'news' is not a topic. Topics: orders, quiet."],
    ['GET', '/topics/%E0%A4%A/events', 'The desk has nothing at this path.'],
    ['GET', '/topics//events', 'The desk has nothing at this path.'],
    ['DELETE', '/audit', 'The desk has nothing at this path.'],
    ['GET', '/__proto__', 'The desk has nothing at this path.'],
  ])('answers %s %s with what there is', async (method, path, sentence) => {
    const { status, json } = await memoryConsole().ask(method, path, { body: {} })
    expect(status).toBe(404)
    expect(json.detail).toContain(sentence)
    expect(json.requestId).toBe('request-1')
  })

  it('says what AWS does not allow, and of its own failures where to look, and no more', async () => {
    const failing = (error: Error) => {
      const desk = memoryDesk({
        consumer: { state: () => Promise.reject(error), turn: async () => undefined },
      })
      return memoryConsole(desk)
    }
    const denied = Object.assign(new Error('not authorized to perform lambda:List'), { name: 'AccessDenied' })
    const refused = await failing(denied).ask('GET', '/subscriptions/billing')
    expect([refused.status, refused.json.detail]).toEqual([403, expect.stringContaining('lambda:List')])
    const broken = failing(new TypeError('a secret'))
    const failed = await broken.ask('GET', '/subscriptions/billing')
    expect(failed.status).toBe(500)
    expect(failed.body).not.toContain('a secret')
    expect(broken.lines).toMatchObject([['request failed', { requestId: 'request-1', reason: 'TypeError' }]])
  })
})

describe('a body', () => {
  const pause = '/subscriptions/billing/pause'

  it.each([
    [415, { body: {}, headers: { 'content-type': 'text/plain' } }],
    [415, { body: {}, headers: { 'content-type': 'application/json; charset=utf-16' } }],
    [400, { body: '' }],
    [400, { body: '{' }],
    [400, { body: '{"__proto__":{"role":"operator"}}' }],
    [400, { body: '[]' }],
    [400, { body: '{"more":1}' }],
    [400, { body: `${'['.repeat(70)}${']'.repeat(70)}` }],
    [413, { body: `"${'x'.repeat(4 * 1024 * 1024)}"` }],
  ])('is answered with %i when it is not what is taken: %j', async (status, asked) => {
    const { ask, desk } = memoryConsole()
    const response = await ask('POST', pause, asked)
    expect(response.status).toBe(status)
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(await desk.audit.list({ limit: 1 })).toEqual([])
  })
})
