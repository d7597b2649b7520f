import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { HttpRequest, HttpResponse } from '../../../lib/messaging/http.ts'
import type { Publisher, PublishKeys, SendResult } from '../../../lib/messaging/ports.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { type FakeClock, fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const topology = defineTopology({
  name: 'limited',
  topics: { notes: { events: { 'note.written': { schema: z.object({ text: z.string() }) } } } },
  subscriptions: {},
})

/** As much as Lambda gives the function. */
const TIMEOUT = 29_000

async function publish(
  ports: { readonly publisher?: Publisher; readonly keys?: PublishKeys },
  clock: FakeClock,
): Promise<{ readonly milliseconds: number; readonly answer: HttpResponse }> {
  const request: HttpRequest = {
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
    path: { topic: 'notes' },
    query: {},
    body: Buffer.from(JSON.stringify([{ type: 'note.written', data: { text: 'a' } }])),
    principal: 'local',
    remainingMilliseconds: TIMEOUT,
  }
  const startedAt = clock.now()
  const deps = {
    topology,
    publisher: memoryPublisher(['notes']),
    keys: memoryPublishKeys(),
    bucket: 'claims',
    clock,
    random: fakeRandom(),
    logger: { info: () => undefined, warn: () => undefined },
    ...ports,
  }
  const answering = handlePublish(deps, request).then((answer) => ({
    answer,
    milliseconds: clock.now() - startedAt,
  }))
  await clock.advance(TIMEOUT)
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

describe('an answer goes out before the function is ended', () => {
  it('when SNS does not answer, with time left to write down that a repeat may send again', async () => {
    const clock = fakeClock()
    const keys = memoryPublishKeys()
    const { answer, milliseconds } = await publish({ publisher: silentPublisher, keys }, clock)
    expect(answer.status).toBe(207)
    expect(milliseconds).toBeLessThanOrEqual(TIMEOUT - 3_000)
    const repeated = await publish({ keys }, clock)
    expect(repeated.answer.status).toBe(202)
  })

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
