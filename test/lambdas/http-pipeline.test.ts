import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { expect, it } from 'vitest'
import { answer } from '../../lambdas/http-pipeline.ts'
import type { HttpRequest } from '../../lib/messaging/http.ts'

const asked: HttpRequest[] = []
const handler = answer('publish', {
  publish: (request) => {
    asked.push(request)
    return { status: 202, body: {} }
  },
})

const event = (resource: string, pathParameters: Record<string, string> | null) =>
  ({
    httpMethod: 'POST',
    resource,
    pathParameters,
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: null,
    body: null,
    requestContext: { requestId: 'r-1', identity: { userArn: null } },
  }) as unknown as APIGatewayProxyEvent

it.each([
  ['of every topic', '/topics/{topic}/events', { topic: 'orders' }],
  ['of that topic alone', '/topics/orders/events', null],
])('a request says its topic, by a resource %s', async (_which, resource, parameters) => {
  asked.length = 0
  const context = { getRemainingTimeInMillis: () => 1_000 } as Context
  await expect(handler(event(resource, parameters), context)).resolves.toMatchObject({ statusCode: 202 })
  expect(asked.map(({ path }) => path)).toEqual([{ topic: 'orders' }])
})
