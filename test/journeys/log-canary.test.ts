import { afterAll, beforeAll, expect, it } from 'vitest'
import startHome from '../../examples/shop/home.ts'
import type { Home } from '../../lib/local/home.ts'
import { embeddedMetrics } from '../support/embedded-metrics.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

/** Stands wherever a caller may write what nobody but the subscribers should read. */
const CANARY = 'canary-5f1c'
const POLL = { timeout: 20_000, interval: 100 }

let home: Home
let stack: RecordedStack

beforeAll(async () => {
  home = await startHome()
  stack = await startRecordedStack('topology.ts', { functionEnvironment: home.environment })
})
afterAll(async () => {
  await stack?.close()
  await home?.close()
})

async function publish(
  body: unknown,
  headers: Record<string, string> = {},
  topic = 'orders',
): Promise<number> {
  const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=${CANARY}, SignedHeaders=host, Signature=${CANARY}`,
      'x-amz-security-token': CANARY,
      'idempotency-key': `${CANARY}-${crypto.randomUUID()}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  await response.arrayBuffer()
  return response.status
}

const placed = (over: object = {}) => ({
  type: 'order.placed',
  subject: CANARY,
  partitionkey: CANARY,
  tenant: CANARY,
  idempotencykey: CANARY,
  data: {
    orderId: CANARY,
    customerId: CANARY,
    currency: 'EUR',
    lines: [{ sku: CANARY, quantity: 1, unitPrice: 1 }],
  },
  ...over,
})

it('no line of a log holds data, attributes, keys or credentials, whatever becomes of the event', async () => {
  expect(await publish(placed())).toBe(202)
  // Its SKU is unknown, which the error of its handler says.
  await expect.poll(() => stack.outcomes('inventory', 'dead-letter'), POLL).toBe(1)
  await expect.poll(() => stack.outcomes('billing', 'processed'), POLL).toBe(1)
  await expect.poll(() => stack.outcomes('notifications', 'processed'), POLL).toBe(1)

  expect(await publish(`{"type":"order.placed","data":${CANARY}}`)).toBe(400)
  expect(await publish(placed({ data: { orderId: CANARY.repeat(20) } }))).toBe(400)
  expect(await publish(placed({ [CANARY]: CANARY }))).toBe(400)
  expect(await publish(placed(), { 'content-type': CANARY })).toBe(415)
  expect(await publish(placed(), { 'idempotency-key': CANARY.repeat(30) })).toBe(400)
  expect(await publish(placed(), {}, CANARY)).toBe(404)

  stack.aws.fault = () => 'refuse'
  expect(await publish(placed())).toBe(503)
  stack.aws.fault = () => 'forbid'
  expect(await publish(placed())).toBe(502)
  stack.aws.fault = () => undefined

  let keyed = 0
  stack.dynamo.fault = () => (keyed++ === 0 ? undefined : 'refuse')
  expect(await publish(placed({ type: 'order.cancelled', data: { orderId: CANARY } }))).toBe(202)
  stack.dynamo.fault = () => 'refuse'
  expect(await publish(placed())).toBe(503)
  stack.dynamo.fault = () => undefined

  const texts = await stack.logs()
  expect(texts.some((text) => text.includes('publish key not settled'))).toBe(true)
  expect(texts.some((text) => text.includes('"message":"published"'))).toBe(true)
  const names = new Set(embeddedMetrics(texts).map(({ name }) => name))
  expect([...names]).toEqual(expect.arrayContaining(['Published', 'Refused', 'Processed', 'DeadLetters']))
  expect(texts.filter((text) => text.includes(CANARY))).toEqual([])
})
