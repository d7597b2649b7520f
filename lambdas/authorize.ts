import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { signInEnvironment } from '../lib/adapters/aws/environment.ts'
import { type AuthorizerAnswer, invokePolicy } from '../lib/adapters/aws/invoke-policy.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { idTokenVerifier } from '../lib/adapters/oidc/id-token-verifier.ts'
import { callerOf } from '../lib/console-api/caller.ts'

const rules = signInEnvironment()
const verify = idTokenVerifier(rules)
const logger = cloudWatchLogger('authorize')

/** Says who asks the console's API and what they may ask, by the ID token that they bring. */
export async function handler(event: APIGatewayTokenAuthorizerEvent): Promise<AuthorizerAnswer> {
  const verified = await verify(event.authorizationToken.replace(/^Bearer /, ''))
  if ('claims' in verified) return invokePolicy(callerOf(verified.claims, rules), event.methodArn)
  logger.info('token refused', { reason: verified.refused })
  // The one word by which API Gateway answers 401.
  throw new Error('Unauthorized')
}
