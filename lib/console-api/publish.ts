import { Problem } from '../messaging/problem.ts'
import { handlePublish } from '../messaging/publish/handle-publish.ts'
import type { Published } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { bodyText } from './read-body.ts'
import { topicIn } from './refusals.ts'

/** The header that the endpoint knows, besides the body's type. */
const IDEMPOTENCY_KEY = 'idempotency-key'

/** `POST /console/topics/{topic}/events`: one event, held against the topology as the endpoint does. */
export async function publish(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Published> {
  const topic = topicIn(deps.desk.topology, request)
  if (/^[ \t\r\n]*\[/.test(bodyText(request))) {
    throw new Problem(
      'malformed-request',
      'The desk publishes one event at a time: send an object, not an array.',
    )
  }
  const key = request.headers[IDEMPOTENCY_KEY]
  const { body } = await handlePublish(deps.publishing, {
    headers: { 'content-type': 'application/json', ...(key !== undefined && { [IDEMPOTENCY_KEY]: key }) },
    path: { topic },
    query: {},
    body: request.body,
    principal: request.caller.principal,
    remainingMilliseconds: request.remainingMilliseconds,
  })
  return body as Published
}
