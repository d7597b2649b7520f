import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { Problem, type ProblemKind } from '../../lib/messaging/problem.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const coreOf = (stage: string | StageConfig) => synthesized(shop, stage)[0] as Synthesized
const core = coreOf('dev')

function pathOf({ Properties }: Resource, stack: Synthesized): string {
  const { ParentId, PathPart } = Properties
  const isTop = !Object.hasOwn(ParentId as object, 'Ref')
  return `${isTop ? '' : pathOf(stack.target(ParentId), stack)}/${PathPart}`
}

const methodsOf = (stack: Synthesized) =>
  stack.ofType('AWS::ApiGateway::Method').map(({ Properties }) => {
    const { HttpMethod, ResourceId, AuthorizationType, Integration } = Properties
    const { Type, Uri } = Integration as { Type: string; Uri: unknown }
    return {
      route: `${HttpMethod} ${pathOf(stack.target(ResourceId), stack)}`,
      auth: AuthorizationType,
      type: Type,
      function: /\$\{(\w+)\.Arn\}/.exec(spelled(Uri))?.[1],
    }
  })
const methods = methodsOf(core)

describe('the publish API', () => {
  it('has these methods, all signed but health and questions of permission', () => {
    const proxied = (route: string, name: string, auth = 'AWS_IAM') => ({
      route,
      auth,
      type: 'AWS_PROXY',
      function: name,
    })
    expect(methods.toSorted((a, b) => a.route.localeCompare(b.route))).toEqual([
      proxied('GET /asyncapi.json', 'PublishingQuery'),
      proxied('GET /health', 'PublishingQuery', 'NONE'),
      proxied('GET /openapi.json', 'PublishingQuery'),
      proxied('GET /topics', 'PublishingQuery'),
      proxied('GET /topics/{topic}/events', 'PublishingQuery'),
      proxied('OPTIONS /topics/{topic}/events', 'PublishingQuery', 'NONE'),
      proxied('POST /topics/{topic}/events', 'PublishingPublish'),
    ])
  })

  it('lets each method, and nothing else, call its function', () => {
    const sources = core.ofType('AWS::Lambda::Permission').map(({ Properties }) => {
      const { Action, Principal, FunctionName, SourceArn } = Properties
      expect({ Action, Principal }).toEqual({
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      })
      const [, ...path] = spelled(SourceArn).split('/')
      return `${spelled(FunctionName)} ${path.join('/')}`
    })
    const stage = '${PublishingApiDeploymentStagev1}'
    expect(sources.toSorted()).toEqual([
      `\${PublishingPublish.Arn} ${stage}/POST/topics/*/events`,
      `\${PublishingQuery.Arn} ${stage}/GET/asyncapi.json`,
      `\${PublishingQuery.Arn} ${stage}/GET/health`,
      `\${PublishingQuery.Arn} ${stage}/GET/openapi.json`,
      `\${PublishingQuery.Arn} ${stage}/GET/topics`,
      `\${PublishingQuery.Arn} ${stage}/GET/topics/*/events`,
      `\${PublishingQuery.Arn} ${stage}/OPTIONS/topics/*/events`,
    ])
  })

  it('passes every body on as bytes', () => {
    expect(core.ofType('AWS::ApiGateway::RestApi')[0]?.Properties).toMatchObject({
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
    })
  })

  it.each([
    ['dev', 200, 400],
    ['prod', 1_000, 2_000],
  ])('in %s is at v1 and slows down at %d requests a second', (stage, rate, burst) => {
    const [deployed] = synthesized(shop, stage)[0]?.ofType('AWS::ApiGateway::Stage') ?? []
    expect(deployed?.Properties).toMatchObject({
      StageName: 'v1',
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: rate,
          ThrottlingBurstLimit: burst,
        },
      ],
    })
  })

  it('asks nobody who was not asked which event', () => {
    const validators = core.ofType('AWS::ApiGateway::RequestValidator')
    expect(validators.map(({ Properties }) => Properties)).toMatchObject([
      { ValidateRequestBody: true, ValidateRequestParameters: true },
    ])
    const required = core.ofType('AWS::ApiGateway::Method').map(({ Properties }) => {
      expect(core.target(Properties['RequestValidatorId']).id).toBe(validators[0]?.id)
      return [Properties['HttpMethod'], Object.entries(Properties['RequestParameters'] ?? {})] as const
    })
    expect(required.filter(([, parameters]) => parameters.length > 0)).toEqual([
      [
        'GET',
        [
          ['method.request.querystring.source', true],
          ['method.request.querystring.id', true],
        ],
      ],
    ])
  })
})

/** With a limit for one topic and a firewall. */
const strict: StageConfig = {
  ...stageConfig('prod'),
  topicThrottling: { orders: { requestsPerSecond: 50, burst: 100 } },
  firewall: { requestsPerFiveMinutes: 10_000 },
}

describe('no method but health and OPTIONS can be called without a signature, or a token', () => {
  const GUARDED: readonly unknown[] = ['AWS_IAM', 'CUSTOM']
  const openIn = (stacks: readonly Synthesized[]) =>
    stacks.flatMap((stack) =>
      methodsOf(stack).flatMap(({ route, auth }) => (GUARDED.includes(auth) ? [] : [`${route} ${auth}`])),
    )

  it('in any topology', { timeout: 60_000 }, () => {
    const property = fc.property(anyTopology, fc.constantFrom('dev', 'prod'), (topology, stage) => {
      expect(openIn(synthesized(topology, stage))).toEqual([
        'OPTIONS /topics/{topic}/events NONE',
        'GET /health NONE',
      ])
    })
    fc.assert(property, { numRuns: 10 })
  })

  it('where a topic has resources of its own', () => {
    expect(openIn([coreOf(strict)]).toSorted()).toEqual([
      'GET /health NONE',
      'OPTIONS /topics/orders/events NONE',
      'OPTIONS /topics/{topic}/events NONE',
    ])
  })
})

describe('a topic with a limit of its own', () => {
  const limited = coreOf(strict)

  it('has every operation of the others, and no more permissions', () => {
    const routes = methodsOf(limited).filter(({ route }) => route.includes('/orders/'))
    const general = methodsOf(limited).filter(({ route }) => route.includes('{topic}'))
    const ofOrders = general.map(({ route, ...rest }) => ({
      ...rest,
      route: route.replace('{topic}', 'orders'),
    }))
    expect(routes).toEqual(expect.arrayContaining(ofOrders))
    expect(routes).toHaveLength(3)
    expect(limited.ofType('AWS::Lambda::Permission')).toHaveLength(
      core.ofType('AWS::Lambda::Permission').length,
    )
  })

  it('is slowed down where it is published to', () => {
    const { MethodSettings } = limited.ofType('AWS::ApiGateway::Stage')[0]?.Properties ?? {}
    expect(MethodSettings).toContainEqual(
      expect.objectContaining({
        HttpMethod: 'POST',
        ResourcePath: '/~1topics~1orders~1events',
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
      }),
    )
  })

  it('lets no refusal name the limit of the stage, which may not be the one that was met', () => {
    expect(JSON.stringify(limited.ofType('AWS::ApiGateway::GatewayResponse'))).not.toContain(
      'RateLimit-Policy',
    )
  })

  it('fails when there is no such topic, with those that there are', () => {
    const topicThrottling = { orderz: { requestsPerSecond: 50, burst: 100 } }
    expect(() => synthesized(shop, { ...strict, topicThrottling })).toThrow(
      "topicThrottling of stage 'prod' names 'orderz', which is not a topic. Known: orders, stock, payments.",
    )
  })
})

describe('requests', () => {
  const prod = coreOf('prod')

  it('leave a line each, without headers and bodies, in a log that forgets', () => {
    const [stage] = prod.ofType('AWS::ApiGateway::Stage')
    const setting = stage?.Properties['AccessLogSetting'] as { DestinationArn: unknown; Format: string }
    expect(spelled(setting.DestinationArn)).toBe(
      'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${PublishingAccessLogs}',
    )
    const log = prod.ofType('AWS::Logs::LogGroup').find(({ id }) => id.startsWith('PublishingAccessLogs'))
    expect(log?.Properties).toEqual({ RetentionInDays: 90 })
    const variables = Object.values(JSON.parse(setting.Format) as Record<string, string>)
    expect(variables).toEqual(expect.arrayContaining(['$context.requestId', '$context.identity.userArn']))
    expect(variables.filter((variable) => !/^\$context\.[a-zA-Z.]+$/.test(variable))).toEqual([])
    expect(setting.Format).not.toMatch(/header|apiKey|accessKey|querystring/i)
  })

  it("are written by a role of the account, which stays: every other API's logs need it, too", () => {
    const [account] = prod.ofType('AWS::ApiGateway::Account')
    const role = prod.target(account?.Properties['CloudWatchRoleArn'])
    expect([account?.DeletionPolicy, role.DeletionPolicy]).toEqual(['Retain', 'Retain'])
    expect(prod.ofType('AWS::ApiGateway::Stage')[0]?.DependsOn).toContain(account?.id)
  })

  it('leave none in dev, which touches no setting of the account', () => {
    expect(core.ofType('AWS::ApiGateway::Account')).toEqual([])
    expect(core.ofType('AWS::ApiGateway::Stage')[0]?.Properties).not.toHaveProperty('AccessLogSetting')
  })
})

describe('the firewall', () => {
  const guarded = coreOf(strict)

  it('is there only where the stage asks for it', () => {
    expect(coreOf('prod').resources.filter(({ Type }) => Type.startsWith('AWS::WAF'))).toEqual([])
  })

  it('stands before the stage, against floods, ill repute and known holes, and reads no meaning into data', () => {
    const [acl] = guarded.ofType('AWS::WAFv2::WebACL')
    const rules = acl?.Properties['Rules'] as { Name: string; Statement: object }[]
    expect(rules.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'Flood',
    ])
    expect(rules.at(-1)?.Statement).toMatchObject({
      RateBasedStatement: { AggregateKeyType: 'IP', Limit: 10_000 },
    })
    const [association] = guarded.ofType('AWS::WAFv2::WebACLAssociation')
    expect(guarded.target(association?.Properties['WebACLArn']).id).toBe(acl?.id)
    expect(spelled(association?.Properties['ResourceArn'])).toBe(
      'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${PublishingApi}/stages/${PublishingApiDeploymentStagev1}',
    )
  })

  it('writes down what it blocks, without credentials and keys', () => {
    const [logging] = guarded.ofType('AWS::WAFv2::LoggingConfiguration')
    const { RedactedFields, LoggingFilter, LogDestinationConfigs } = logging?.Properties ?? {}
    expect(RedactedFields).toEqual([
      { SingleHeader: { Name: 'authorization' } },
      { SingleHeader: { Name: 'idempotency-key' } },
    ])
    expect(LoggingFilter).toMatchObject({ DefaultBehavior: 'DROP' })
    expect((LogDestinationConfigs as unknown[]).map(spelled)).toEqual([
      'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:aws-waf-logs-omnibus-prod',
    ])
    const named = guarded.ofType('AWS::Logs::LogGroup').find(({ Properties }) => 'LogGroupName' in Properties)
    expect(named?.Properties['LogGroupName']).toBe('aws-waf-logs-omnibus-prod')
    expect(logging?.DependsOn).toContain(named?.id)
  })
})

interface GatewayResponse {
  readonly type: string
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly document: Readonly<Record<string, unknown>>
}

const refusals = core.ofType('AWS::ApiGateway::GatewayResponse').map(({ Properties }): GatewayResponse => {
  const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = Properties
  return {
    type: String(ResponseType),
    status: StatusCode === undefined ? undefined : Number(StatusCode),
    headers: ResponseParameters as Record<string, string>,
    document: JSON.parse((ResponseTemplates as Record<string, string>)['application/json'] ?? ''),
  }
})

describe("API Gateway's own refusals", () => {
  it('are all covered, by name or by default', () => {
    const types = refusals.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']))
    expect(new Set(types).size).toBe(types.length)
  })

  it.each(refusals)('$type is a problem document', ({ status, headers, document }) => {
    expect(headers).toMatchObject({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
    })
    expect(document).toMatchObject({
      detail: expect.stringMatching(/\.$/),
      requestId: '$context.requestId',
    })
    expect(document['status']).toBe(status)
  })

  it.each(refusals)('$type is worded as the functions word it', ({ document }) => {
    const kind = String(document['type']).replace('urn:omnibus:problem:', '') as ProblemKind
    const { type, title } = new Problem(kind, '').toDocument()
    expect(document).toMatchObject({ type, title })
  })

  it.each(refusals.filter(({ status }) => status === 429))('$type says when to come back', ({ headers }) => {
    expect(headers).toMatchObject({ 'gatewayresponse.header.Retry-After': "'1'" })
  })

  it.each([
    ['dev', 200],
    ['prod', 1_000],
  ])('in %s say that the limit is %i requests a second, where that was met', (stage, rate) => {
    const responses = synthesized(shop, stage)[0]?.ofType('AWS::ApiGateway::GatewayResponse') ?? []
    const limits = responses.map(({ Properties: { ResponseType, ResponseParameters } }) => {
      const parameters = ResponseParameters as Record<string, string>
      const [policy, left] = ['RateLimit-Policy', 'RateLimit'].map(
        (name) => parameters[`gatewayresponse.header.${name}`],
      )
      return [ResponseType, policy, left]
    })
    expect(limits.filter(([, policy]) => policy !== undefined)).toEqual([
      ['THROTTLED', `'"stage";q=${rate};w=1'`, `'"stage";r=0;t=1'`],
    ])
  })

  it('are there for pages only where the topology names some', () => {
    const field = 'gatewayresponse.header.Access-Control-Allow-Origin'
    expect(refusals.map(({ headers }) => headers[field])).toEqual(refusals.map(() => undefined))
    const [open] = synthesized({ ...shop, browserOrigins: ['https://shop.example.com'] })
    const responses = open?.ofType('AWS::ApiGateway::GatewayResponse') ?? []
    expect(
      responses.map(({ Properties }) => (Properties['ResponseParameters'] as Record<string, string>)[field]),
    ).toEqual(refusals.map(() => "'*'"))
  })
})
