import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'

/** A refusal of API Gateway's own, in the words of a problem document. */
export interface GatewayProblem {
  readonly response: ResponseType
  /** Left out where API Gateway's own status stays. */
  readonly status?: number
  readonly kind: string
  readonly title: string
  readonly detail: string
  /** As API Gateway takes them: each value in single quotes. */
  readonly headers?: Readonly<Record<string, string>>
}

export const FORBIDDEN = { status: 403, kind: 'forbidden', title: 'Not allowed' } as const
export const RETRY_AFTER_SECONDS = 1
const MALFORMED = { kind: 'malformed-request', title: 'The request cannot be read' }
const THROTTLED = { status: 429, kind: 'throttled', title: 'Too many requests' }
const RETRY = { 'Retry-After': `'${RETRY_AFTER_SECONDS}'` }
const FAILED = { kind: 'internal-error', title: 'Something went wrong here' }

interface Wording {
  /** Where every request is described. */
  readonly described: string
  /** What may be done after an answer that never came. */
  readonly again: string
  /** Of an answer that says that the limit of the stage was met. */
  readonly throttledHeaders?: Readonly<Record<string, string>>
}

/** What any API may answer, however its callers say who they are. */
export function commonProblems({ described, again, throttledHeaders }: Wording): readonly GatewayProblem[] {
  return [
    {
      ...THROTTLED,
      response: ResponseType.THROTTLED,
      detail: 'Slow down and send it again.',
      headers: { ...RETRY, ...throttledHeaders },
    },
    {
      ...THROTTLED,
      response: ResponseType.QUOTA_EXCEEDED,
      detail: 'The quota of this client is used up.',
      headers: RETRY,
    },
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
      detail: `The answer took too long. ${again}`,
    },
    { ...FAILED, response: ResponseType.INTEGRATION_FAILURE, status: 504, detail: again },
    {
      ...MALFORMED,
      response: ResponseType.BAD_REQUEST_PARAMETERS,
      status: 400,
      detail: `$context.error.message. ${described} says what every request needs.`,
    },
    { ...MALFORMED, response: ResponseType.DEFAULT_4XX, detail: 'API Gateway refused the request.' },
    { ...FAILED, response: ResponseType.DEFAULT_5XX, detail: again },
  ]
}

/**
 * Makes API Gateway's own refusals problem documents (RFC 9457), as the functions' are.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addGatewayProblems(
  api: RestApi,
  problems: readonly GatewayProblem[],
  forEach: Readonly<Record<string, string>> = {},
): void {
  for (const problem of problems) {
    const { response, status, headers } = problem
    api.addGatewayResponse(response.responseType, {
      type: response,
      ...(status !== undefined && { statusCode: String(status) }),
      responseHeaders: { 'Content-Type': "'application/problem+json'", ...headers, ...forEach },
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
