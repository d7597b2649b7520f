import { beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryMetrics } from '../../../lib/adapters/memory/memory-metrics.ts'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { HttpRequest, HttpResponse } from '../../../lib/messaging/http.ts'
import type { Publisher } from '../../../lib/messaging/ports.ts'
import { countingPublisher } from '../../../lib/messaging/publish/counting-publisher.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const topology = defineTopology({
  name: 'noted',
  topics: { notes: { events: { 'note.written': { schema: z.string() } } } },
  subscriptions: {},
})
const written = (data: unknown, id = 'w') => ({
  type: 'note.written',
  source: '/s',
  id,
  data,
})

/** One for all requests, so that each is an owner of its own. */
const random = fakeRandom()
const logged: object[] = []
let metrics = memoryMetrics()
let keys = memoryPublishKeys()
beforeEach(() => {
  logged.length = 0
  metrics = memoryMetrics()
  keys = memoryPublishKeys()
})

async function publish(
  body: unknown,
  over: Partial<HttpRequest> = {},
  publisher: Publisher = memoryPublisher(['notes']),
): Promise<HttpResponse> {
  const log = (message: string, fields: object): void => void logged.push({ message, ...fields })
  const deps = {
    ...{ topology, keys, metrics },
    publisher: countingPublisher(publisher, metrics),
    bucket: 'claims',
    clock: fakeClock(),
    random,
    logger: { info: log, warn: log },
  }
  return handlePublish(deps, {
    headers: { 'content-type': 'application/json' },
    path: { topic: 'notes' },
    query: {},
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    principal: 'local',
    remainingMilliseconds: 29_000,
    ...over,
  })
}

it('every event of a request is one line and one count, published or refused', async () => {
  await publish([written('a', '1'), written(2, '2'), written('c', '3'), { data: 'no type' }])
  const published = { message: 'published', topic: 'notes', source: '/s', messageId: expect.any(String) }
  const refused = { message: 'refused', topic: 'notes', problem: 'invalid-event' }
  expect(logged).toEqual([{ ...published, id: '1' }, refused, { ...published, id: '3' }, refused])
  expect(metrics.values('Published', { topic: 'notes' })).toEqual([2])
  expect(metrics.values('Refused', { topic: 'notes', problem: 'invalid-event' })).toEqual([2])
})

it('a request that is refused as a whole counts as one', async () => {
  await expect(publish('{')).rejects.toMatchObject({ kind: 'malformed-request' })
  await expect(publish(written(1))).rejects.toMatchObject({ kind: 'invalid-event' })
  expect(metrics.values('Refused', { topic: 'notes', problem: 'malformed-request' })).toEqual([1])
  expect(metrics.values('Refused', { topic: 'notes', problem: 'invalid-event' })).toEqual([1])
  expect(metrics.values('Published', { topic: 'notes' })).toEqual([])
})

it('topics that are not there share one name, whatever a caller writes', async () => {
  for (const topic of ['a', 'b'])
    await expect(publish(written('a'), { path: { topic } })).rejects.toMatchObject({ kind: 'unknown-topic' })
  expect(metrics.values('Refused', { topic: '(unknown)', problem: 'unknown-topic' })).toEqual([2])
  expect(logged).toEqual(Array(2).fill({ message: 'refused', topic: '(unknown)', problem: 'unknown-topic' }))
})

it('what SNS refuses counts by whether it may pass', async () => {
  const refuses = (retriable: boolean): Publisher => ({
    publish: async (_topic, messages) =>
      messages.map(() => ({ ok: false, retriable, code: 'Refused', detail: 'no' })),
  })
  await expect(publish(written('a'), {}, refuses(true))).rejects.toMatchObject({ kind: 'not-published' })
  await expect(publish(written('a'), {}, refuses(false))).rejects.toMatchObject({ kind: 'refused-by-sns' })
  expect(metrics.values('Refused', { topic: 'notes', problem: 'not-published' })).toEqual([1])
  expect(metrics.values('Refused', { topic: 'notes', problem: 'refused-by-sns' })).toEqual([1])
})

it('a fault of our own counts as one', async () => {
  const breaks: Publisher = { publish: () => Promise.reject(new TypeError('ours')) }
  await expect(publish(written('a'), {}, breaks)).rejects.toThrow('ours')
  expect(metrics.values('Refused', { topic: 'notes', problem: 'internal-error' })).toEqual([1])
})

it('an answer that is given again counts nothing as published', async () => {
  const keyed = { headers: { 'content-type': 'application/json', 'idempotency-key': 'k' } }
  await publish(written('a', '1'), keyed)
  const again = await publish(written('a', '1'), keyed)
  expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' })
  expect(metrics.values('Published', { topic: 'notes' })).toEqual([1])
})
