import { CfnOutput } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { consoleStackName, OUTPUTS } from '../../topology/resource-names.ts'
import type { SignInRules } from '../../topology/sign-in.ts'
import { ConfigurationError } from '../configuration-error.ts'
import { ConsoleApi } from '../constructs/console-api.ts'
import { ConsoleAuthorizer } from '../constructs/console-authorizer.ts'
import { ConsoleBucket } from '../constructs/console-bucket.ts'
import { ConsoleDistribution } from '../constructs/console-distribution.ts'
import { ConsoleFiles } from '../constructs/console-files.ts'
import { consoleFunction } from '../constructs/console-function.ts'
import { ConsoleUsers } from '../constructs/console-users.ts'
import type { Deployment } from '../deployment.ts'
import type { ConsoleIssuer, ConsoleSettings } from '../stage-config.ts'
import { BusStack } from './bus-stack.ts'

const SCOPE = 'openid email profile'

/** Who says who somebody is. */
interface SignIn {
  /** At which the browser fetches tokens. */
  readonly origins: readonly string[]
  readonly scope: string
  /** For a console at this address. */
  rules(address: string): SignInRules
}

/** The operator's desk on the web: its files, its API, and who may use it. It finds the bus by the outputs of its stacks. */
export class ConsoleStack extends BusStack {
  constructor(scope: Construct, deployment: Deployment, { signIn: by }: ConsoleSettings) {
    const stackName = consoleStackName(deployment.topology, deployment.config.stage)
    super(scope, deployment, { stackName, description: 'the operator’s desk' })
    const signIn = by === 'user-pool' ? this.userPool(deployment) : issuer(by)
    const { bucket } = new ConsoleBucket(this, 'Files', deployment)
    const desk = new ConsoleApi(this, 'Console', deployment)
    const { url } = new ConsoleDistribution(this, 'Web', deployment, {
      bucket,
      api: desk.api,
      signIn: signIn.origins,
    })
    const rules = signIn.rules(url)
    const { authorizer } = new ConsoleAuthorizer(this, 'SignIn', deployment, rules)
    desk.serve(consoleFunction(this, deployment), authorizer)
    const { issuer: authority, clientId } = rules
    new ConsoleFiles(this, 'Install', deployment, bucket, {
      signIn: { authority, clientId, scope: signIn.scope },
    })
    new CfnOutput(this, OUTPUTS.consoleUrl, { value: url })
  }

  private userPool(deployment: Deployment): SignIn {
    const users = new ConsoleUsers(this, 'Users', deployment)
    new CfnOutput(this, OUTPUTS.userPoolId, { value: users.pool.userPoolId })
    return { origins: users.origins, scope: SCOPE, rules: (address) => users.rules(address) }
  }
}

/** One that is there, whose client somebody else has made. */
function issuer({ scope = SCOPE, tokenOrigins = [], ...rules }: ConsoleIssuer): SignIn {
  return { origins: [httpsOrigin(rules.issuer), ...tokenOrigins.map(httpsOrigin)], scope, rules: () => rules }
}

/** @throws ConfigurationError */
function httpsOrigin(address: string): string {
  const url = URL.parse(address)
  if (url?.protocol === 'https:') return url.origin
  throw new ConfigurationError(
    `console.signIn names '${address}', which is not the address of an issuer. Give one with https, as its tokens have it in 'iss': https://login.example.com. It is in lib/infrastructure/stage-config.ts.`,
  )
}
