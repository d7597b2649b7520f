import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { iamPrincipal } from '../../lib/adapters/aws/iam-principal.ts'
import { type HttpRequest, headerFields } from '../../lib/messaging/http.ts'
import { routedPath } from '../../lib/topology/routes.ts'

/**
 * An event of the REST API as the domain's request, its body as the very bytes that were sent. `headers` has the last
 * value of each name; `multiValueHeaders` has them all.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function httpRequest(event: APIGatewayProxyEvent, context: Context): HttpRequest {
  const { topic } = routedPath(event.resource)
  return {
    headers: headerFields(event.multiValueHeaders as Record<string, string[]>),
    path: { ...event.pathParameters, ...(topic !== undefined && { topic }) } as Record<string, string>,
    query: { ...event.queryStringParameters } as Record<string, string>,
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    principal: principalOf(event.requestContext.identity.userArn),
    remainingMilliseconds: context.getRemainingTimeInMillis(),
  }
}

/** The verified caller. At home, where nobody signs, `local`. */
const principalOf = (userArn: string | null): string => (userArn ? iamPrincipal(userArn) : 'anonymous')
