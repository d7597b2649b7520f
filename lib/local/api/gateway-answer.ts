import { FunctionError } from '../lambda/function-error.ts'
import type { HttpAnswer } from './proxy-answer.ts'
import type { GatewayResponse, RestApis } from './rest-apis.ts'

interface OwnAnswer {
  /** The type whose response in the template is asked for first. */
  readonly responseType?: string
  readonly status: number
  readonly message: string
}

/** API Gateway's own statuses and messages, where the template says nothing else. */
const OWN = {
  MissingAuthenticationTokenException: {
    responseType: 'MISSING_AUTHENTICATION_TOKEN',
    status: 403,
    message: 'Missing Authentication Token',
  },
  BadRequestException: {
    responseType: 'BAD_REQUEST_PARAMETERS',
    status: 400,
    message: 'Bad Request',
  },
  RequestTooLargeException: {
    responseType: 'REQUEST_TOO_LARGE',
    status: 413,
    message: 'Request Too Long',
  },
  TimeoutException: {
    responseType: 'INTEGRATION_TIMEOUT',
    status: 504,
    message: 'Endpoint request timed out',
  },
  InternalServerErrorException: { status: 502, message: 'Internal server error' },
  InvocationRefused: { status: 500, message: 'Internal server error' },
} as const satisfies Record<string, OwnAnswer>

export type GatewayError = keyof typeof OWN

/**
 * An answer of API Gateway itself, in the template's words.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayAnswer(
  apis: RestApis,
  apiId: string | undefined,
  error: GatewayError,
  requestId: string,
  /** Where API Gateway is more precise. */
  said?: string,
): HttpAnswer {
  const { responseType, status, message }: OwnAnswer = {
    ...OWN[error],
    ...(said !== undefined && { message: said }),
  }
  const family = status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'
  const declared = apis.gatewayResponse(apiId, responseType ?? family) ?? apis.gatewayResponse(apiId, family)
  return {
    status: declared?.status ?? status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error === 'InvocationRefused' ? 'InternalServerErrorException' : error,
      ...declared?.headers,
    },
    body: filled(declared, message, requestId),
  }
}

function filled(declared: GatewayResponse | undefined, message: string, requestId: string): string {
  const template = declared?.template ?? '{"message":$context.error.messageString}'
  return template
    .replaceAll('$context.error.messageString', JSON.stringify(message))
    .replaceAll('$context.error.message', message)
    .replaceAll('$context.requestId', requestId)
}

/**
 * Which of API Gateway's answers a failed invocation becomes: 500 when Lambda refused it, 502 when the function failed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
export function failureOf(error: unknown): GatewayError {
  if (!(error instanceof FunctionError)) return 'InternalServerErrorException'
  if (error.errorType === 'TooManyRequestsException') return 'InvocationRefused'
  return error.errorType === 'RequestTooLargeException'
    ? 'RequestTooLargeException'
    : 'InternalServerErrorException'
}
