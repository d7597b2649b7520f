import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { beforeEach, expect, it } from 'vitest'
import { problemDocuments } from '../../lambdas/middleware/problem-documents.ts'
import type { Logger } from '../../lib/messaging/ports.ts'
import { Problem } from '../../lib/messaging/problem.ts'

let warnings: (readonly [string, Readonly<Record<string, unknown>>])[]
beforeEach(() => {
  warnings = []
})

async function answerTo(error: unknown): Promise<APIGatewayProxyResult> {
  const logger: Logger = {
    info: () => undefined,
    warn: (message, fields) => void warnings.push([message, fields]),
  }
  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context>()
    .use(problemDocuments(logger, (requestId) => `Try ${requestId} again.`))
    .handler(() => {
      throw error
    })
  return await handler({ requestContext: { requestId: 'r-1' } } as APIGatewayProxyEvent, {} as Context)
}

it('a fault of our own is logged with its stack, and the caller learns only where to ask', async () => {
  const { statusCode, body } = await answerTo(new TypeError('secret is not iterable'))
  expect(statusCode).toBe(500)
  expect(JSON.parse(body)).toMatchObject({
    type: 'urn:omnibus:problem:internal-error',
    detail: 'Something went wrong here. Try r-1 again.',
    requestId: 'r-1',
  })
  expect(body).not.toContain('secret')
  expect(warnings).toEqual([
    [
      'request failed',
      { requestId: 'r-1', reason: 'TypeError', stack: expect.stringContaining('secret is not iterable') },
    ],
  ])
})

it("a refusal is the caller's to know, and is not logged", async () => {
  const { statusCode, headers, body } = await answerTo(new Problem('invalid-event', 'No type.'))
  expect(statusCode).toBe(400)
  expect(headers).toEqual({ 'content-type': 'application/problem+json' })
  expect(JSON.parse(body)).toMatchObject({ detail: 'No type.', requestId: 'r-1' })
  expect(warnings).toEqual([])
})
