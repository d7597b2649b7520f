import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { Problem, type ProblemKind } from '../../lib/messaging/problem.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

const core = synthesized(shop)[0] as Synthesized

function pathOf({ Properties }: Resource): string {
  const { ParentId, PathPart } = Properties
  const isTop = !Object.hasOwn(ParentId as object, 'Ref')
  return `${isTop ? '' : pathOf(core.target(ParentId))}/${PathPart}`
}

const methods = core.ofType('AWS::ApiGateway::Method').map(({ Properties }) => {
  const { HttpMethod, ResourceId, AuthorizationType, Integration } = Properties
  const { Type, Uri } = Integration as { Type: string; Uri: unknown }
  return {
    route: `${HttpMethod} ${pathOf(core.target(ResourceId))}`,
    auth: AuthorizationType,
    type: Type,
    function: /\$\{(\w+)\.Arn\}/.exec(spelled(Uri))?.[1],
  }
})

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

  it("does not touch the account's API Gateway settings", () => {
    expect(core.ofType('AWS::ApiGateway::Account')).toEqual([])
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
