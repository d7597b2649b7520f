import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { Problem, type ProblemKind } from '../../lib/messaging/problem.ts'
import { consoleHeaders } from '../../lib/topology/console-headers.ts'
import { CONSOLE_ROUTES, type ConsoleRoute } from '../../lib/topology/console-routes.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const ISSUER = {
  issuer: 'https://login.example.com/tenant',
  clientId: 'console',
  rolesClaim: 'roles',
  operatorRole: 'bus-operator',
  readerRole: 'bus-reader',
}

function consoleOf(stage: string | StageConfig, topology: Topology = shop): Synthesized {
  const found = synthesized(topology, stage).find(({ name }) => name.endsWith('-console'))
  if (!found) throw new Error('There is no console.')
  return found
}
const withIssuer = (more: object = {}): StageConfig => ({
  ...stageConfig('prod'),
  console: { signIn: { ...ISSUER, ...more } },
})

const prod = consoleOf('prod')
const ROUTES = Object.values<ConsoleRoute>(CONSOLE_ROUTES)

function only(stack: Synthesized, type: string, holds: (each: Resource) => boolean = () => true): Resource {
  const found = stack.ofType(type).filter(holds)
  expect(found).toHaveLength(1)
  return found[0] as Resource
}
const named = (id: string) => (resource: Resource) => resource.id.startsWith(id)

function variablesOf(stack: Synthesized, id: string): Record<string, unknown> {
  const { Environment } = only(stack, 'AWS::Lambda::Function', named(id)).Properties
  return (Environment as { Variables: Record<string, unknown> }).Variables
}

describe('a console on the web', () => {
  it('is there where the stage says so, and nowhere else', () => {
    const has = (stage: string) => synthesized(shop, stage).some(({ name }) => name.endsWith('-console'))
    expect(['dev', 'branch7', 'staging', 'prod'].map(has)).toEqual([false, false, true, true])
  })

  it('is in any topology the last of the stacks, and says where it is', () => {
    const property = fc.property(anyTopology, (topology) => {
      const last = synthesized(topology, 'prod').at(-1)
      expect(last?.name).toBe(`${topology.name}-prod-console`)
      expect(spelled(last?.json.Outputs?.['ConsoleUrl']?.Value)).toBe(
        'https://${WebDistribution.DomainName}/',
      )
    })
    fc.assert(property, { numRuns: 3 })
  })
})

function pathOf({ Properties }: Resource, stack: Synthesized): string {
  const { ParentId, PathPart } = Properties
  const isTop = !Object.hasOwn(ParentId as object, 'Ref')
  return `${isTop ? '' : pathOf(stack.target(ParentId), stack)}/${PathPart}`
}

function methodsOf(stack: Synthesized) {
  return stack.ofType('AWS::ApiGateway::Method').map(({ Properties }) => ({
    route: `${Properties['HttpMethod']} ${pathOf(stack.target(Properties['ResourceId']), stack)}`,
    ...Properties,
  }))
}

describe('its API', () => {
  it('has a method for each route of the desk, and no other', () => {
    const expected = ROUTES.map(({ method, path }) => `${method} ${path}`)
    expect(
      methodsOf(prod)
        .map(({ route }) => route)
        .toSorted(),
    ).toEqual(expected.toSorted())
  })

  it('lets nobody in whom its authorizer does not, in any topology', () => {
    const property = fc.property(anyTopology, fc.constantFrom('staging', 'prod'), (topology, stage) => {
      const stack = consoleOf(stage, topology)
      const authorizer = only(stack, 'AWS::ApiGateway::Authorizer')
      for (const method of methodsOf(stack)) {
        expect(method).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer.id } })
      }
    })
    fc.assert(property, { numRuns: 3 })
  })

  it('asks nobody who was not told what about', () => {
    const required = methodsOf(prod).flatMap((method) => {
      const { route, RequestParameters = {} } = method as { route: string; RequestParameters?: object }
      return Object.entries(RequestParameters).map(([name, isRequired]) => `${route} ${name} ${isRequired}`)
    })
    expect(required.toSorted()).toEqual([
      'GET /topics/{topic}/events method.request.querystring.id true',
      'GET /topics/{topic}/events method.request.querystring.source true',
    ])
    const validator = only(prod, 'AWS::ApiGateway::RequestValidator')
    expect(validator.Properties).toMatchObject({ ValidateRequestBody: true, ValidateRequestParameters: true })
    for (const method of methodsOf(prod))
      expect(method).toMatchObject({ RequestValidatorId: { Ref: validator.id } })
  })

  it('is answered by a function with memory for a look at many dead letters, in API Gateway’s time', () => {
    const { MemorySize, Timeout } = only(prod, 'AWS::Lambda::Function', named('Desk')).Properties
    expect({ MemorySize, Timeout }).toEqual({ MemorySize: 1_024, Timeout: 29 })
  })

  it('is at /console, as at home, slows down, and keeps a line of each request', () => {
    const { Properties } = only(prod, 'AWS::ApiGateway::Stage')
    expect(Properties).toMatchObject({
      StageName: 'console',
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 200 },
      ],
    })
    const { DestinationArn, Format } = Properties['AccessLogSetting'] as Record<string, unknown>
    expect(spelled(DestinationArn)).toMatch(/log-group:\$\{ConsoleAccessLogs\}$/)
    expect(JSON.parse(String(Format))).toMatchObject({ caller: '$context.authorizer.principalId' })
    expect(String(Format)).not.toMatch(/header|querystring/i)
  })

  it('leaves the role that writes it to the core, whose it is', () => {
    expect(prod.ofType('AWS::ApiGateway::Account')).toEqual([])
  })

  it('refuses in problem documents, as the functions word them', () => {
    const responses = prod.ofType('AWS::ApiGateway::GatewayResponse').map(({ Properties }) => {
      const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = Properties
      const template = (ResponseTemplates as Record<string, string>)['application/json'] ?? ''
      const headers = ResponseParameters as Record<string, string>
      expect(headers['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'")
      return { type: String(ResponseType), status: StatusCode, headers, document: JSON.parse(template) }
    })
    for (const { document } of responses) {
      const kind = String(document.type).replace('urn:omnibus:problem:', '') as ProblemKind
      const { type, title } = new Problem(kind, '').toDocument()
      expect(document).toMatchObject({ type, title, detail: expect.stringMatching(/\.$/) })
      expect(document.detail).not.toMatch(/Signature|execute-api/)
    }
    const statuses = Object.fromEntries(responses.map(({ type, status }) => [type, status]))
    expect(statuses).toMatchObject({
      UNAUTHORIZED: '401',
      ACCESS_DENIED: '403',
      MISSING_AUTHENTICATION_TOKEN: '404',
      THROTTLED: '429',
      AUTHORIZER_FAILURE: '503',
    })
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']))
    const unauthorized = responses.find(({ type }) => type === 'UNAUTHORIZED')
    expect(unauthorized?.headers).toMatchObject({ 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" })
  })
})

describe('its authorizer', () => {
  const { Properties } = only(prod, 'AWS::ApiGateway::Authorizer')

  it('is asked about tokens only, and not again for five minutes', () => {
    expect(Properties).toMatchObject({
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 300,
    })
    const shape = new RegExp(String(Properties['IdentityValidationExpression']))
    expect(['Bearer e30.e30.c2ln', 'Bearer a-b_.c.d'].every((text) => shape.test(text))).toBe(true)
    const others = [
      'Bearer ',
      'Bearer a.b',
      'Bearer a.b.',
      'bearer a.b.c',
      'a.b.c',
      'Bearer a.b.c d',
      'Basic eA==',
    ]
    expect(others.filter((text) => shape.test(text))).toEqual([])
  })

  it('holds to the user pool: its issuer, its client and its groups', () => {
    expect(JSON.parse(spelled(variablesOf(prod, 'SignInFunction')['OMNIBUS_SIGN_IN']))).toEqual({
      issuer: '${UsersPool.ProviderURL}',
      clientId: '${UsersClient}',
      jwksUri: '${UsersPool.ProviderURL}/.well-known/jwks.json',
      rolesClaim: 'cognito:groups',
      operatorRole: 'operators',
      readerRole: 'readers',
    })
  })

  it('holds to another issuer where the stage names one, and then there is no user pool', () => {
    const jwksUri = 'https://login.example.com/keys'
    const stack = consoleOf(withIssuer({ jwksUri, scope: 'openid roles' }))
    expect(JSON.parse(String(variablesOf(stack, 'SignInFunction')['OMNIBUS_SIGN_IN']))).toEqual({
      ...ISSUER,
      jwksUri,
    })
    expect(stack.resources.filter(({ Type }) => Type.startsWith('AWS::Cognito::'))).toEqual([])
    expect(Object.keys(stack.json.Outputs ?? {})).toEqual(['ConsoleUrl'])
    const { Config } = only(stack, 'Custom::ConsoleFiles').Properties
    expect(JSON.parse(String(Config))).toEqual({
      signIn: { authority: ISSUER.issuer, clientId: 'console', scope: 'openid roles' },
    })
  })

  it.each(['http://login.example.com', 'login.example.com', ''])(
    'fails for the issuer %j, with how one is written',
    (issuer) => {
      expect(() => consoleOf(withIssuer({ issuer }))).toThrow(
        `console.signIn names '${issuer}', which is not the address of an issuer. Give one with https`,
      )
    },
  )
})

describe('its users', () => {
  const pool = only(prod, 'AWS::Cognito::UserPool')

  it('are put in by somebody else, and have a strong password and a second factor', () => {
    expect(pool.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
    })
  })

  it('are operators or readers', () => {
    const groups = prod.ofType('AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties['GroupName'])
    expect(groups).toEqual(['operators', 'readers'])
  })

  it('sign in with a code, which no secret of the browser turns into tokens, and return to the console', () => {
    const { Properties } = only(prod, 'AWS::Cognito::UserPoolClient')
    expect(Properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      GenerateSecret: false,
      IdTokenValidity: 15,
      RefreshTokenRotation: { Feature: 'ENABLED' },
      PreventUserExistenceErrors: 'ENABLED',
    })
    const address = 'https://${WebDistribution.DomainName}/'
    expect([Properties['CallbackURLs'], Properties['LogoutURLs']].flat().map(spelled)).toEqual([
      address,
      address,
    ])
  })

  it('sign in at a page whose address no other account can take, whatever the bus is called', () => {
    const named = consoleOf('prod', { ...shop, name: 'amazon-aws' })
    for (const stack of [prod, named]) {
      const { Properties } = only(stack, 'AWS::Cognito::UserPoolDomain')
      expect(spelled(Properties['Domain'])).toMatch(/^console-[0-9a-f]{12}-\$\{AWS::AccountId\}$/)
      only(stack, 'AWS::Cognito::ManagedLoginBranding')
    }
  })
})

describe('its files', () => {
  const bucket = only(prod, 'AWS::S3::Bucket')

  it('are in a private bucket that only its own distribution reads', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    const { PolicyDocument } = only(prod, 'AWS::S3::BucketPolicy').Properties
    const { Statement } = PolicyDocument as { Statement: Record<string, unknown>[] }
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toMatchObject([
      { Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } },
    ])
    const [{ Condition } = {}] = allowed
    const { StringEquals } = Condition as { StringEquals: Record<string, unknown> }
    expect(spelled(StringEquals['AWS:SourceArn'])).toMatch(/distribution\/\$\{WebDistribution\}$/)
    expect(JSON.stringify(Statement)).toContain('"aws:SecureTransport":"false"')
  })

  it('are brought there by a function that may do nothing else, with the configuration of the deployment', () => {
    const installed = only(prod, 'Custom::ConsoleFiles')
    expect(prod.target(installed.Properties['BucketName']).id).toBe(bucket.id)
    expect(JSON.parse(spelled(installed.Properties['Config']))).toEqual({
      signIn: {
        authority: '${UsersPool.ProviderURL}',
        clientId: '${UsersClient}',
        scope: 'openid email profile',
      },
    })
    const policy = only(prod, 'AWS::IAM::Policy', named('InstallFunctionRole'))
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: { Action: unknown }[] }
    expect(Statement.map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      's3:PutObject',
    ])
  })
})

interface Behavior {
  readonly PathPattern?: string
  readonly TargetOriginId: string
  readonly ViewerProtocolPolicy: string
  readonly CachePolicyId: string
  readonly OriginRequestPolicyId?: string
  readonly ResponseHeadersPolicyId: unknown
}

describe('its distribution', () => {
  const { DistributionConfig } = only(prod, 'AWS::CloudFront::Distribution').Properties
  const { CacheBehaviors, DefaultCacheBehavior, Origins, DefaultRootObject } = DistributionConfig as {
    CacheBehaviors: [Behavior]
    DefaultCacheBehavior: Behavior
    Origins: {
      Id: string
      DomainName: unknown
      OriginAccessControlId?: unknown
      CustomOriginConfig?: object
    }[]
    DefaultRootObject: string
  }
  const originOf = ({ TargetOriginId }: Behavior) => Origins.find(({ Id }) => Id === TargetOriginId)

  it('serves the files by its own signature, over TLS', () => {
    const origin = originOf(DefaultCacheBehavior)
    expect(spelled(origin?.DomainName)).toBe('${FilesBucket.RegionalDomainName}')
    const control = prod.target(origin?.OriginAccessControlId)
    expect(control.Properties).toMatchObject({
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    })
    expect([DefaultRootObject, DefaultCacheBehavior.ViewerProtocolPolicy]).toEqual([
      'index.html',
      'redirect-to-https',
    ])
  })

  it('passes /console/ on to the API with all that was sent, and keeps no answer', () => {
    const [behavior] = CacheBehaviors
    expect(behavior).toMatchObject({
      PathPattern: '/console/*',
      ViewerProtocolPolicy: 'https-only',
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      // AllViewerExceptHostHeader
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    })
    const origin = originOf(behavior)
    expect(spelled(origin?.DomainName)).toBe('${ConsoleApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}')
    expect(origin?.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    })
  })

  function headersOf(stack: Synthesized): Record<string, string> {
    const policy = only(stack, 'AWS::CloudFront::ResponseHeadersPolicy')
    const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = policy.Properties[
      'ResponseHeadersPolicyConfig'
    ] as {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: unknown }
        ContentTypeOptions: object
        ReferrerPolicy: { ReferrerPolicy: string }
        StrictTransportSecurity: { AccessControlMaxAgeSec: number }
      }
      CustomHeadersConfig: { Items: { Header: string; Value: string }[] }
    }
    expect(security.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThan(30_000_000)
    return {
      'content-security-policy': spelled(security.ContentSecurityPolicy.ContentSecurityPolicy),
      ...(security.ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
      'referrer-policy': security.ReferrerPolicy.ReferrerPolicy,
      ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
    }
  }

  it('sends the headers of the console at home, and lets the browser fetch tokens at the user pool', () => {
    const prefix = spelled(only(prod, 'AWS::Cognito::UserPoolDomain').Properties['Domain'])
    const origins = [
      'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}',
      `https://${prefix}.auth.\${AWS::Region}.amazoncognito.com`,
    ]
    expect(headersOf(prod)).toEqual(consoleHeaders(origins))
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors])
      expect(prod.target(behavior.ResponseHeadersPolicyId).Type).toBe(
        'AWS::CloudFront::ResponseHeadersPolicy',
      )
  })

  it('lets the browser fetch tokens at another issuer, and where that has them', () => {
    const tokenOrigins = ['https://tokens.example.com']
    expect(headersOf(consoleOf(withIssuer({ tokenOrigins })))).toEqual(
      consoleHeaders(['https://login.example.com', ...tokenOrigins]),
    )
  })
})

describe.each([
  ['staging', 'Delete', 'INACTIVE'],
  ['prod', 'Retain', 'ACTIVE'],
] as const)('in %s', (stage, policy, protection) => {
  const stack = consoleOf(stage)

  it(`what it holds is left to ${policy}, and its users' deletion protection is ${protection}`, () => {
    const pool = only(stack, 'AWS::Cognito::UserPool')
    const held = [pool, only(stack, 'AWS::S3::Bucket'), ...stack.ofType('AWS::Logs::LogGroup')]
    expect(held.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(held.map(() => policy))
    expect(pool.Properties['DeletionProtection']).toBe(protection)
    expect(stack.terminationProtection).toBe(stage === 'prod')
    expect(stack.ofType('Custom::EmptyOnDelete')).toHaveLength(policy === 'Delete' ? 1 : 0)
  })
})
