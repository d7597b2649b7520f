import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'

interface GatewayProblem {
  readonly response: ResponseType
  /** Left out where API Gateway's own status stays. */
  readonly status?: number
  readonly kind: string
  readonly title: string
  readonly detail: string
  readonly retryAfterSeconds?: number
}

const FORBIDDEN = { status: 403, kind: 'forbidden', title: 'Not allowed' }
const THROTTLED = { status: 429, kind: 'throttled', title: 'Too many requests', retryAfterSeconds: 1 }
const FAILED = { kind: 'internal-error', title: 'Something went wrong here' }
const SAFE_TO_REPEAT = 'Send it again with the same id or Idempotency-Key: that is safe.'

const PROBLEMS: readonly GatewayProblem[] = [
  {
    ...FORBIDDEN,
    response: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    detail:
      'There is nothing at this path and method, or the request is not signed (AWS Signature Version 4).',
  },
  {
    ...FORBIDDEN,
    response: ResponseType.ACCESS_DENIED,
    detail: 'The caller lacks execute-api:Invoke for this path.',
  },
  { ...FORBIDDEN, response: ResponseType.INVALID_SIGNATURE, detail: 'The signature is not valid.' },
  { ...FORBIDDEN, response: ResponseType.EXPIRED_TOKEN, detail: 'The credentials have expired.' },
  { ...THROTTLED, response: ResponseType.THROTTLED, detail: 'Slow down and send it again.' },
  { ...THROTTLED, response: ResponseType.QUOTA_EXCEEDED, detail: 'The quota of this client is used up.' },
  {
    response: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    kind: 'too-large',
    title: 'Too large',
    detail: 'A request may have 4 MiB. Send it in parts.',
  },
  {
    ...FAILED,
    response: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    detail: `The answer took too long. ${SAFE_TO_REPEAT}`,
  },
  { ...FAILED, response: ResponseType.INTEGRATION_FAILURE, status: 504, detail: SAFE_TO_REPEAT },
  {
    response: ResponseType.DEFAULT_4XX,
    kind: 'malformed-request',
    title: 'The request cannot be read',
    detail: 'API Gateway refused the request.',
  },
  { ...FAILED, response: ResponseType.DEFAULT_5XX, detail: SAFE_TO_REPEAT },
]

/**
 * Makes API Gateway's own refusals problem documents (RFC 9457), as the functions' are.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addGatewayProblems(api: RestApi): void {
  for (const problem of PROBLEMS) {
    const { response, status, retryAfterSeconds } = problem
    api.addGatewayResponse(response.responseType, {
      type: response,
      ...(status !== undefined && { statusCode: String(status) }),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        ...(retryAfterSeconds !== undefined && { 'Retry-After': `'${retryAfterSeconds}'` }),
      },
      templates: { 'application/json': document(problem) },
    })
  }
}

function document({ kind, status, title, detail }: GatewayProblem): string {
  return JSON.stringify({
    type: `urn:omnibus:problem:${kind}`,
    ...(status !== undefined && { status }),
    title,
    detail,
    requestId: '$context.requestId',
  })
}
