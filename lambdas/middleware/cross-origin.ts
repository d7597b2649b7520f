import type { MiddlewareObj, Request } from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { crossOriginFields } from '../../lib/messaging/cross-origin.ts'

/** Lets pages of these origins read the answer, a refusal too: use it before what makes refusals. */
export function crossOrigin(
  origins: readonly string[] = [],
): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context> {
  const addFields = ({ event, response }: Request<APIGatewayProxyEvent, APIGatewayProxyResult>): void => {
    const [, origin] = Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'origin') ?? []
    if (response) response.headers = { ...response.headers, ...crossOriginFields(origins, origin) }
  }
  return { after: addFields, onError: addFields }
}
