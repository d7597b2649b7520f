import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'
import type { Deployment } from '../deployment.ts'
import type { StageConfig } from '../stage-config.ts'

interface GatewayProblem {
  readonly response: ResponseType
  /** Left out where API Gateway's own status stays. */
  readonly status?: number
  readonly kind: string
  readonly title: string
  readonly detail: string
  /** The limit that was met is the stage's own. */
  readonly isRateLimit?: boolean
}

const MALFORMED = { kind: 'malformed-request', title: 'The request cannot be read' }
const FORBIDDEN = { status: 403, kind: 'forbidden', title: 'Not allowed' }
const THROTTLED = { status: 429, kind: 'throttled', title: 'Too many requests' }
const RETRY_AFTER_SECONDS = 1
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
  {
    ...FORBIDDEN,
    response: ResponseType.WAF_FILTERED,
    detail: 'The firewall of the bus refused it. Its operator can see why in the log of the firewall.',
  },
  { ...FORBIDDEN, response: ResponseType.INVALID_SIGNATURE, detail: 'The signature is not valid.' },
  { ...FORBIDDEN, response: ResponseType.EXPIRED_TOKEN, detail: 'The credentials have expired.' },
  {
    ...THROTTLED,
    response: ResponseType.THROTTLED,
    isRateLimit: true,
    detail: 'Slow down and send it again.',
  },
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
    ...MALFORMED,
    response: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    detail: '$context.error.message. /v1/openapi.json says what every request needs.',
  },
  { ...MALFORMED, response: ResponseType.DEFAULT_4XX, detail: 'API Gateway refused the request.' },
  { ...FAILED, response: ResponseType.DEFAULT_5XX, detail: SAFE_TO_REPEAT },
]

/**
 * Makes API Gateway's own refusals problem documents (RFC 9457), as the functions' are.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addGatewayProblems(api: RestApi, { topology, config }: Deployment): void {
  for (const problem of PROBLEMS) {
    const { response, status, isRateLimit } = problem
    api.addGatewayResponse(response.responseType, {
      type: response,
      ...(status !== undefined && { statusCode: String(status) }),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        ...(status === THROTTLED.status && { 'Retry-After': `'${RETRY_AFTER_SECONDS}'` }),
        ...(isRateLimit && rateLimit(config)),
        ...(topology.browserOrigins?.length && FOR_PAGES),
      },
      templates: { 'application/json': document(problem) },
    })
  }
}

/** A gateway response cannot choose between origins; it has nothing that a page should not see. */
const FOR_PAGES = {
  'Access-Control-Allow-Origin': "'*'",
  'Access-Control-Expose-Headers': "'Retry-After, RateLimit, RateLimit-Policy'",
}

/**
 * API Gateway fills its bucket every second; beyond that the burst allows for more now and then.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
function rateLimit({ throttling, topicThrottling }: StageConfig): Record<string, string> {
  // It may be the topic's, of which a gateway response knows nothing.
  if (Object.keys(topicThrottling).length > 0) return {}
  return {
    'RateLimit-Policy': `'"stage";q=${throttling.requestsPerSecond};w=1'`,
    RateLimit: `'"stage";r=0;t=${RETRY_AFTER_SECONDS}'`,
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
