import type { APIGatewayProxyResult } from 'aws-lambda'
import type { HttpResponse } from '../../lib/messaging/http.ts'

/** From here on a body is base64, which takes a third more; as text in Lambda's JSON, quotes would take twice theirs. */
const LARGE = 1_000_000

/**
 * The domain's response in API Gateway's words.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function httpResponse({ status, headers, body }: HttpResponse): APIGatewayProxyResult {
  if (body === undefined) return { statusCode: status, headers: { ...headers }, body: '' }
  const text = JSON.stringify(body)
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    ...(text.length > LARGE
      ? { body: Buffer.from(text).toString('base64'), isBase64Encoded: true }
      : { body: text }),
  }
}
