import { Duration, Stack } from 'aws-cdk-lib'
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway'
import { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import type { SignInRules } from '../../topology/sign-in.ts'
import type { Deployment } from '../deployment.ts'
import { AUTHORIZE_ENTRY } from '../function-entries.ts'
import { BundledFunction } from './bundled-function.ts'

/** Lets whoever has a token of the issuer ask what their role allows. Its function may do nothing in AWS but log. */
export class ConsoleAuthorizer extends Construct {
  readonly authorizer: TokenAuthorizer

  constructor(scope: Construct, id: string, deployment: Deployment, rules: SignInRules) {
    super(scope, id)
    const handler = new BundledFunction(this, 'Function', deployment, {
      entry: AUTHORIZE_ENTRY,
      description: 'Says who asks the console and what they may ask.',
      timeoutSeconds: 10,
      memoryMegabytes: 256,
      environment: { [VARIABLES.signIn]: Stack.of(this).toJsonString(rules) },
    })
    this.authorizer = new TokenAuthorizer(this, 'Authorizer', {
      handler,
      // What is no token is refused before anything runs.
      validationRegex: String.raw`^Bearer [\w-]+\.[\w-]+\.[\w-]+$`,
      resultsCacheTtl: Duration.minutes(5),
    })
  }
}
