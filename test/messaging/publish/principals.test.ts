import { expect, it } from 'vitest'
import * as z from 'zod'
import { httpRequest } from '../../../lambdas/middleware/http-request.ts'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const topology = defineTopology({
  name: 'shared',
  topics: { notes: { events: { 'note.written': { schema: z.string() } } } },
  subscriptions: {},
})
const deps = {
  topology,
  publisher: memoryPublisher(['notes']),
  keys: memoryPublishKeys(),
  bucket: 'claims',
  clock: fakeClock(),
  random: fakeRandom(),
  logger: { info: () => undefined, warn: () => undefined },
  metrics: { add: () => undefined },
}

/** One and the same request under one key, as API Gateway brings it along with who signed it. */
async function publishAs(userArn: string) {
  const event = {
    multiValueHeaders: { 'content-type': ['application/json'], 'idempotency-key': ['k'] },
    pathParameters: { topic: 'notes' },
    body: JSON.stringify({ type: 'note.written', source: '/s', data: 'a' }),
    requestContext: { identity: { userArn } },
  } as unknown as Parameters<typeof httpRequest>[0]
  const context = { getRemainingTimeInMillis: () => 29_000 } as Parameters<typeof httpRequest>[1]
  const { body, headers } = await handlePublish(deps, httpRequest(event, context))
  return { id: (body as { id: string }).id, replayed: headers?.['idempotency-replayed'] === 'true' }
}

it('a key is its role’s, whatever the session, and never meets the same key of another', async () => {
  const first = await publishAs('arn:aws:sts::123456789012:assumed-role/orders/session-1')
  const other = await publishAs('arn:aws:sts::123456789012:assumed-role/billing/session-1')
  const again = await publishAs('arn:aws:sts::123456789012:assumed-role/orders/session-2')
  expect(other.replayed).toBe(false)
  expect(other.id).not.toBe(first.id)
  expect(again).toEqual({ id: first.id, replayed: true })
})
