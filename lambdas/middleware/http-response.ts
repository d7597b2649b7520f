import type { APIGatewayProxyResult } from 'aws-lambda'
import type { HttpResponse } from '../../lib/messaging/http.ts'

/** The domain's response in API Gateway's words. */
export function httpResponse({ status, headers, body }: HttpResponse): APIGatewayProxyResult {
  if (body === undefined) return { statusCode: status, headers: { ...headers }, body: '' }
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
