import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'
import {
  addGatewayProblems,
  commonProblems,
  FORBIDDEN,
  type GatewayProblem,
  RETRY_AFTER_SECONDS,
} from './gateway-problems.ts'

const UNAUTHORIZED = {
  status: 401,
  kind: 'unauthorized',
  title: 'Not signed in',
  headers: { 'WWW-Authenticate': "'Bearer'" },
} as const
const SIGN_IN = 'Sign in to the console, and send the ID token as Authorization: Bearer.'

/** What becomes of callers who are not signed in, or have no business here. */
const UNKNOWN: readonly GatewayProblem[] = [
  { ...UNAUTHORIZED, response: ResponseType.UNAUTHORIZED, detail: `The token does not hold. ${SIGN_IN}` },
  {
    status: 404,
    kind: 'not-found',
    title: 'There is nothing here',
    response: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    detail: 'There is nothing at this path and method.',
  },
  {
    status: 503,
    kind: 'unavailable',
    title: 'Not now',
    response: ResponseType.AUTHORIZER_FAILURE,
    detail: 'Who you are cannot be verified now: the issuer does not answer. Try again in a moment.',
    headers: { 'Retry-After': `'${RETRY_AFTER_SECONDS}'` },
  },
  {
    ...FORBIDDEN,
    response: ResponseType.ACCESS_DENIED,
    detail:
      'Your role does not allow this. Whoever looks after the users of this bus can make you a reader or an operator.',
  },
]

/** What API Gateway says to the console. */
export function addConsoleProblems(api: RestApi): void {
  const common = commonProblems({
    described: '/console/documents/openapi.json',
    again: 'Look whether it was done before you send it again.',
  })
  addGatewayProblems(api, [...UNKNOWN, ...common])
}
