import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import type { Logger } from '../../lib/messaging/ports.ts'
import { PASSING_KINDS, Problem } from '../../lib/messaging/problem.ts'
import { httpResponse } from './http-response.ts'

/**
 * Turns whatever was thrown into an RFC 9457 document with the request's id. What is not a Problem is our own fault:
 * it is logged, and the caller learns no more than where to ask and, by `again`, how to try once more.
 */
export function problemDocuments(
  logger: Logger,
  again: (requestId: string) => string,
): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context> {
  return {
    onError: (request) => {
      const { requestId } = request.event.requestContext
      const problem =
        request.error instanceof Problem ? request.error : internalError(request.error, again(requestId))
      if (problem.kind === 'internal-error') {
        logger.warn('request failed', {
          requestId,
          reason: request.error?.name ?? 'unknown',
          stack: request.error?.stack,
        })
      }
      const headers = { 'content-type': 'application/problem+json', ...retryAfter(problem) }
      request.response = httpResponse({
        status: problem.status,
        headers,
        body: { ...problem.toDocument(), requestId },
      })
    },
  }
}

const internalError = (cause: unknown, again: string): Problem =>
  new Problem('internal-error', `Something went wrong here. ${again}`, [], { cause })

const retryAfter = ({ kind }: Problem): Record<string, string> =>
  PASSING_KINDS.includes(kind) ? { 'retry-after': '1' } : {}
