import { FunctionError } from '../lambda/function-error.ts'
import type { GatewayResponse, RestApis } from './rest-apis.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Buffer
}

/** API Gateway's own statuses and messages, where the template says nothing else. */
const OWN: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long' },
  THROTTLED: { status: 429, message: 'Too Many Requests' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error' },
}

/**
 * An answer of API Gateway itself, in the template's words.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayAnswer(
  apis: RestApis,
  apiId: string | undefined,
  type: keyof typeof OWN & string,
  requestId: string,
): HttpAnswer {
  const own = OWN[type] ?? { status: 500, message: type }
  const family = own.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'
  const declared = apis.gatewayResponse(apiId, type) ?? apis.gatewayResponse(apiId, family)
  return {
    status: declared?.status ?? own.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': `${type}`,
      ...declared?.headers,
    },
    body: filled(declared, own.message, requestId),
  }
}

function filled(declared: GatewayResponse | undefined, message: string, requestId: string): string {
  const template = declared?.template ?? '{"message":$context.error.messageString}'
  return template
    .replaceAll('$context.error.messageString', JSON.stringify(message))
    .replaceAll('$context.error.message', message)
    .replaceAll('$context.requestId', requestId)
}

/** Which of API Gateway's answers a failed invocation becomes. */
export function failureType(error: unknown): 'THROTTLED' | 'INTEGRATION_TIMEOUT' | 'DEFAULT_5XX' {
  if (!(error instanceof FunctionError)) return 'DEFAULT_5XX'
  if (error.errorType === 'TooManyRequestsException') return 'THROTTLED'
  return error.errorType === 'Sandbox.Timedout' ? 'INTEGRATION_TIMEOUT' : 'DEFAULT_5XX'
}
