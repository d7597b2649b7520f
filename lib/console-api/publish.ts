import { fromEnvelope } from '../messaging/envelope.ts'
import { eventKey } from '../messaging/fingerprint.ts'
import { type Acting, audited } from '../messaging/operate/audit.ts'
import type { Publisher } from '../messaging/ports.ts'
import { bounded } from '../messaging/printable.ts'
import { Problem } from '../messaging/problem.ts'
import { handlePublish } from '../messaging/publish/handle-publish.ts'
import type { Published } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { publisherOf } from './publisher.ts'
import { bodyText } from './read-body.ts'
import { topicIn } from './refusals.ts'

/** The header that the endpoint knows, besides the body's type. */
const IDEMPOTENCY_KEY = 'idempotency-key'
const MAX_ID = 200

/** `POST /console/topics/{topic}/events`: one event, held against the topology as the endpoint does. */
export async function publish(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Published> {
  const desk = seatedDesk(deps, request)
  const endsAt = desk.clock.now() + request.remainingMilliseconds
  const topic = topicIn(deps.desk.topology, request)
  if (/^[ \t\r\n]*\[/.test(bodyText(request))) {
    throw new Problem(
      'malformed-request',
      'The desk publishes one event at a time: send an object, not an array.',
    )
  }
  const key = request.headers[IDEMPOTENCY_KEY]
  return await audited(desk, { act: 'publish', topic }, async (acting) => {
    const publishing = { ...deps.publishing, publisher: watched(deps.publishing.publisher, acting) }
    const { body } = await handlePublish(publishing, {
      headers: { 'content-type': 'application/json', ...(key !== undefined && { [IDEMPOTENCY_KEY]: key }) },
      path: { topic },
      query: {},
      body: request.body,
      principal: publisherOf(deps, request, topic),
      remainingMilliseconds: endsAt - desk.clock.now(),
    })
    return body as Published
  })
}

/** Tells of what SNS has, and of what it may have though it did not say so. */
const watched = (publisher: Publisher, { touch, tell }: Acting): Publisher => ({
  async publish(topic, messages, signal) {
    const results = await publisher.publish(topic, messages, signal)
    for (const [index, { body }] of messages.entries()) {
      const result = results[index]
      if (!result?.ok && !result?.retriable) continue
      const { source, id } = fromEnvelope(body).attributes
      await touch(eventKey(source, id))
      tell({ [result.ok ? 'published' : 'mayBePublished']: bounded(id, MAX_ID) })
    }
    return results
  },
})
