import { createHash } from 'node:crypto'
import { Aws, Duration } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { consoleStackName } from '../../topology/resource-names.ts'
import type { SignInRules } from '../../topology/sign-in.ts'
import type { Deployment } from '../deployment.ts'

const OPERATORS = { groupName: 'operators', description: 'See and act.' }
const READERS = { groupName: 'readers', description: 'See.' }
const SCOPES = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE]
/** Who loses a role has lost it when their token expires, at the latest. */
const TOKEN_VALIDITY = Duration.minutes(15)
/** A shift. */
const SESSION = Duration.hours(8)

/** Who may use the console: users whom somebody has put in, with a second factor. Nobody can put themselves in. */
export class ConsoleUsers extends Construct {
  readonly pool: UserPool
  /** Where the browser fetches tokens. */
  readonly origins: readonly string[]

  constructor(scope: Construct, id: string, { topology, config }: Deployment) {
    super(scope, id)
    const { deletionProtection, removalPolicy } = config
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: consoleStackName(topology, config.stage),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: { ...STRONG, minLength: 12, tempPasswordValidity: Duration.days(1) },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection,
      removalPolicy,
    })
    new UserPoolGroup(this, 'Operators', { userPool: this.pool, ...OPERATORS })
    new UserPoolGroup(this, 'Readers', { userPool: this.pool, ...READERS })
    const domainPrefix = signInPrefix(consoleStackName(topology, config.stage))
    new UserPoolDomain(this, 'Domain', {
      userPool: this.pool,
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    })
    this.origins = [
      `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      `https://${domainPrefix}.auth.${Aws.REGION}.amazoncognito.com`,
    ]
  }

  /** The rules of a console at this address, which becomes the client to which one returns from signing in. */
  rules(address: string): SignInRules {
    const client = new UserPoolClient(this, 'Client', {
      userPool: this.pool,
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: SCOPES,
        callbackUrls: [address],
        logoutUrls: [address],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      idTokenValidity: TOKEN_VALIDITY,
      accessTokenValidity: TOKEN_VALIDITY,
      refreshTokenValidity: SESSION,
      // A refresh token is good for one use: a stolen one shows.
      refreshTokenRotationGracePeriod: Duration.seconds(30),
    })
    // Without one, managed login shows no page at all.
    new CfnManagedLoginBranding(this, 'Look', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    })
    return {
      issuer: this.pool.userPoolProviderUrl,
      clientId: client.userPoolClientId,
      jwksUri: `${this.pool.userPoolProviderUrl}/.well-known/jwks.json`,
      rolesClaim: 'cognito:groups',
      operatorRole: OPERATORS.groupName,
      readerRole: READERS.groupName,
    }
  }
}

const STRONG = { requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true }

/** The only one of its kind in its region, of all accounts. A digest, since Cognito refuses names with `aws` in them. */
function signInPrefix(name: string): string {
  return `console-${createHash('sha256').update(name).digest('hex').slice(0, 12)}-${Aws.ACCOUNT_ID}`
}
