import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'
import type { Deployment } from '../deployment.ts'
import type { StageConfig } from '../stage-config.ts'
import {
  addGatewayProblems,
  commonProblems,
  FORBIDDEN,
  type GatewayProblem,
  RETRY_AFTER_SECONDS,
} from './gateway-problems.ts'

/** What becomes of callers who do not sign as they should. */
const UNSIGNED: readonly GatewayProblem[] = [
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
]

/** What API Gateway says to producers. */
export function addPublishProblems(api: RestApi, { topology, config }: Deployment): void {
  const common = commonProblems({
    described: '/v1/openapi.json',
    again: 'Send it again with the same id or Idempotency-Key: that is safe.',
    throttledHeaders: rateLimit(config),
  })
  addGatewayProblems(api, [...UNSIGNED, ...common], topology.browserOrigins?.length ? FOR_PAGES : {})
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
