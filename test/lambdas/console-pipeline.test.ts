import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { expect, it } from 'vitest'
import { answerDesk } from '../../lambdas/console-pipeline.ts'
import { memoryConsole } from '../console-api/support/console.ts'

type Authorizer = Readonly<Record<string, unknown>> | undefined

/** What API Gateway gives the function, as far as it reads it. */
function event(method: string, resource: string, authorizer: Authorizer, more: object = {}) {
  return {
    httpMethod: method,
    resource,
    multiValueHeaders: { 'Content-Type': ['application/json'] },
    pathParameters: { subscription: 'billing', topic: 'orders' },
    queryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: 'r-1', authorizer, identity: { userArn: null } },
    ...more,
  } as unknown as APIGatewayProxyEvent
}

const CONTEXT = { getRemainingTimeInMillis: () => 20_000 } as Context

function lambda(open?: () => Promise<never>) {
  const at = memoryConsole()
  const { deps, desk, lines } = at
  const metrics = { add: () => undefined, flush: () => undefined }
  const handler = answerDesk(open ?? (async () => deps), { logger: deps.logger, metrics })
  const call = async (...given: Parameters<typeof event>) => {
    const answer = await handler(event(...given), CONTEXT)
    return { ...answer, json: JSON.parse(answer.body ?? '') }
  }
  return { call, desk, lines }
}

const OPERATOR = { principalId: 'ann@example.com', role: 'operator' }

it('the function acts as the one whom the authorizer verified', async () => {
  const { call, desk } = lambda()
  const body = Buffer.from('{}').toString('base64')
  const pause = event('POST', '/subscriptions/{subscription}/pause', OPERATOR)
  const { statusCode, json } = await call(pause.httpMethod, pause.resource, OPERATOR, {
    body,
    isBase64Encoded: true,
  })
  expect([statusCode, json.consumer]).toEqual([200, 'DISABLED'])
  expect(await desk.audit.list({ limit: 1 })).toMatchObject([{ who: 'ann@example.com', act: 'pause' }])
})

it.each([
  ['nobody is signed in', undefined],
  ['there is no name', { role: 'operator' }],
  ['the name is empty', { principalId: '', role: 'operator' }],
  ['the role is none', { principalId: 'ann', role: 'admin' }],
  ['a reader acts', { principalId: 'ann', role: 'reader' }],
])('the function refuses when %s', async (_what, authorizer) => {
  const { call, desk } = lambda()
  const more = { body: '{}' }
  const { statusCode, json } = await call('POST', '/subscriptions/{subscription}/pause', authorizer, more)
  expect([statusCode, json.type]).toEqual([403, 'urn:omnibus:problem:forbidden'])
  expect(await desk.audit.list({ limit: 1 })).toEqual([])
})

it('the function takes the one at this machine for an operator at home, where there is no authorizer', async () => {
  const { call } = lambda()
  const requestContext = { requestId: 'r-1', identity: { userArn: 'local' } }
  const { json } = await call('GET', '/session', undefined, { requestContext })
  expect(json).toMatchObject({ principal: 'local', role: 'operator' })
})

it('the function answers an unknown resource, and a stack that is not found, with a problem document', async () => {
  expect((await lambda().call('GET', '/{proxy+}', OPERATOR)).statusCode).toBe(404)
  const lost = lambda(() => Promise.reject(new Error('There is no stack.')))
  const { statusCode, json } = await lost.call('GET', '/session', OPERATOR)
  expect([statusCode, json.requestId]).toEqual([500, 'r-1'])
  expect(json.detail).toMatch(/Look whether it was done before you do it again\. .* under request r-1\.$/)
  expect(lost.lines).toHaveLength(1)
})
