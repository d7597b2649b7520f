import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { HttpRequest, HttpResponse } from '../../../lib/messaging/http.ts'
import type { Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import type { PublishKeys } from '../../../lib/messaging/publish/ports.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { type FakeClock, fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const topology = defineTopology({
  name: 'limited',
  topics: { notes: { events: { 'note.written': { schema: z.object({ text: z.string() }) } } } },
  subscriptions: {},
})

/** As much as Lambda gives the function, or has left when it comes to the request. */
const TIMEOUT = 29_000

/** One for all requests, so that each is an owner of its own. */
const random = fakeRandom()

interface Ports {
  readonly publisher?: Publisher
  readonly keys?: PublishKeys
}

function start(ports: Ports, clock: FakeClock, remainingMilliseconds: number): Promise<HttpResponse> {
  const request: HttpRequest = {
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
    path: { topic: 'notes' },
    query: {},
    body: Buffer.from(JSON.stringify([{ type: 'note.written', data: { text: 'a' } }])),
    principal: 'local',
    remainingMilliseconds,
  }
  const deps = {
    topology,
    publisher: memoryPublisher(['notes']),
    keys: memoryPublishKeys(),
    bucket: 'claims',
    clock,
    random,
    logger: { info: () => undefined, warn: () => undefined },
    metrics: { add: () => undefined },
    ...ports,
  }
  return handlePublish(deps, request)
}

async function publish(
  ports: Ports,
  clock: FakeClock,
  remainingMilliseconds = TIMEOUT,
): Promise<{ readonly milliseconds: number; readonly answer: HttpResponse }> {
  const startedAt = clock.now()
  const answering = start(ports, clock, remainingMilliseconds).then((answer) => ({
    answer,
    milliseconds: clock.now() - startedAt,
  }))
  answering.catch(() => undefined)
  await clock.advance(remainingMilliseconds)
  return await answering
}

const aborted = <T>(signal: AbortSignal | undefined, result: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => Promise.try(result).then(resolve, reject))
  })

const LOST: SendResult = { ok: false, retriable: true, code: 'Lost', detail: 'for this test' }
const silentPublisher: Publisher = {
  publish: (_topic, messages, signal) => aborted(signal, () => messages.map(() => LOST)),
}

it('a key is kept from others for two seconds longer than its function can live, and no longer', async () => {
  const clock = fakeClock()
  const keys = memoryPublishKeys()
  // It is killed: it never comes to its end.
  const dead: Publisher = { publish: () => new Promise(() => undefined) }
  void start({ keys, publisher: dead }, clock, 8_000)
  await clock.advance(9_900)
  await expect(publish({ keys }, clock, 50)).rejects.toMatchObject({ kind: 'in-progress' })
  await clock.advance(51)
  expect((await publish({ keys }, clock)).answer.status).toBe(202)
})

describe('an answer goes out before the function is ended', () => {
  it.each([TIMEOUT, 8_000])(
    'when SNS does not answer, with time left to write down that a repeat may send again: %i ms',
    async (timeout) => {
      const clock = fakeClock()
      const keys = memoryPublishKeys()
      const { answer, milliseconds } = await publish({ publisher: silentPublisher, keys }, clock, timeout)
      expect(answer.status).toBe(207)
      expect(milliseconds).toBeLessThanOrEqual(timeout - 3_000)
      const repeated = await publish({ keys }, clock)
      expect(repeated.answer.status).toBe(202)
    },
  )

  it('when SNS has the event but the table of keys does not answer any more', async () => {
    const silentKeys: PublishKeys = {
      insert: async () => ({ written: true }),
      replace: (_record, _over, signal) =>
        aborted(signal, () => {
          throw new Error('aborted')
        }),
    }
    const { answer, milliseconds } = await publish({ keys: silentKeys }, fakeClock())
    expect(answer.status).toBe(202)
    expect(milliseconds).toBeLessThanOrEqual(TIMEOUT - 1_000)
  })

  it('and nothing is left to wait for when nothing was amiss', async () => {
    const { answer, milliseconds } = await publish({}, fakeClock())
    expect(answer.status).toBe(202)
    expect(milliseconds).toBe(0)
  })
})
