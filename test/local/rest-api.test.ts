import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'

/** Answers as the query says, else with its event. */
const CODE = `
export const handler = async (event) => {
  const { fail, hang, result } = event.queryStringParameters ?? {}
  if (fail) throw new Error('secret detail')
  if (hang) await new Promise((resolve) => setTimeout(resolve, 60_000))
  if (result) return JSON.parse(result)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) }
}`

const restApi = (id: string, properties: object = {}, gatewayResponses: Record<string, object> = {}) => ({
  [id]: resourceOf('ApiGateway::RestApi', { Name: id, ...properties }),
  ...Object.fromEntries(
    Object.entries(gatewayResponses).map(([type, response]) => [
      `${id}${type}`,
      resourceOf('ApiGateway::GatewayResponse', { RestApiId: ref(id), ResponseType: type, ...response }),
    ]),
  ),
})

const pathOf = (api: string, parent: object, part: string) =>
  resourceOf('ApiGateway::Resource', { RestApiId: ref(api), ParentId: parent, PathPart: part })

const method = (
  api: string,
  resource: object,
  httpMethod: string,
  integration: object = {},
  properties: object = {},
) =>
  resourceOf('ApiGateway::Method', {
    RestApiId: ref(api),
    ResourceId: resource,
    HttpMethod: httpMethod,
    Integration: {
      Type: 'AWS_PROXY',
      Uri: {
        'Fn::Sub': [
          'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Arn}/invocations',
          { Arn: attribute('Echo') },
        ],
      },
      ...integration,
    },
    ...properties,
  })

const stage = (api: string, name: string) =>
  resourceOf('ApiGateway::Stage', { RestApiId: ref(api), StageName: name })

const problem = (status: string, title: string) => ({
  StatusCode: status,
  ResponseParameters: { 'gatewayresponse.header.content-type': "'application/problem+json'" },
  ResponseTemplates: { 'application/json': JSON.stringify({ title, requestId: '$context.requestId' }) },
})

const root = (api: string) => attribute(api, 'RootResourceId')
const PROBLEMS = {
  MISSING_AUTHENTICATION_TOKEN: problem('403', 'Nothing here'),
  BAD_REQUEST_PARAMETERS: problem('400', '$context.error.message'),
  REQUEST_TOO_LARGE: problem('413', 'Too large'),
  INTEGRATION_TIMEOUT: problem('504', 'Too slow'),
  DEFAULT_5XX: problem('503', 'Broken'),
}

let stack: HandMadeStack
let origin: string

beforeAll(async () => {
  stack = await startAssembly({
    functions: { Echo: { code: CODE, properties: { Timeout: 2 } } },
    Resources: {
      ...restApi('Api', { BinaryMediaTypes: ['*/*'] }),
      Topics: pathOf('Api', root('Api'), 'topics'),
      Topic: pathOf('Api', ref('Topics'), '{topic}'),
      Known: pathOf('Api', ref('Topics'), 'known'),
      Rest: pathOf('Api', root('Api'), '{path+}'),
      GetRoot: method('Api', root('Api'), 'GET'),
      GetTopics: method('Api', ref('Topics'), 'GET'),
      PostTopic: method('Api', ref('Topic'), 'POST'),
      AnyKnown: method('Api', ref('Known'), 'ANY'),
      GetRest: method('Api', ref('Rest'), 'GET'),
      Stage: stage('Api', 'v1'),
      ...restApi('Plain', {}, PROBLEMS),
      GetPlain: method('Plain', root('Plain'), 'ANY'),
      Slow: pathOf('Plain', root('Plain'), 'slow'),
      GetSlow: method('Plain', ref('Slow'), 'GET', { TimeoutInMillis: 50 }),
      Asking: pathOf('Plain', root('Plain'), 'asking'),
      Requests: resourceOf('ApiGateway::RequestValidator', {
        RestApiId: ref('Plain'),
        ValidateRequestParameters: true,
      }),
      GetAsking: method(
        'Plain',
        ref('Asking'),
        'GET',
        {},
        {
          RequestValidatorId: ref('Requests'),
          RequestParameters: {
            'method.request.querystring.id': true,
            'method.request.querystring.hint': false,
          },
        },
      ),
      PlainStage: stage('Plain', 'plain'),
    },
    Outputs: {
      Url: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1/' } },
    },
  })
  origin = new URL(stack.apiUrl).origin
})
afterAll(() => stack?.close())

const eventOf = async (path: string, init?: RequestInit) =>
  (await (await fetch(`${origin}${path}`, init)).json()) as Record<string, unknown> & {
    requestContext: Record<string, unknown>
  }
const returning = (result: unknown): string =>
  `${origin}/plain?${new URLSearchParams({ result: JSON.stringify(result) })}`

describe('the event of a request', () => {
  test('is that of a Lambda proxy integration', async () => {
    const event = await eventOf('/v1/topics/a%20b?x=1&x=2&y=%26', {
      method: 'POST',
      body: 'héllo',
      headers: { 'x-custom': 'yes', 'content-type': 'text/plain' },
    })
    expect(event).toMatchObject({
      resource: '/topics/{topic}',
      path: '/topics/a%20b',
      httpMethod: 'POST',
      pathParameters: { topic: 'a b' },
      queryStringParameters: { x: '2', y: '&' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['&'] },
      headers: { 'x-custom': 'yes', 'content-type': 'text/plain' },
      multiValueHeaders: { 'x-custom': ['yes'] },
      stageVariables: null,
      body: Buffer.from('héllo').toString('base64'),
      isBase64Encoded: true,
      requestContext: {
        stage: 'v1',
        path: '/v1/topics/a%20b',
        resourcePath: '/topics/{topic}',
        httpMethod: 'POST',
        identity: { userArn: 'local', sourceIp: '127.0.0.1' },
      },
    })
  })

  test('has null for what the request has not', async () => {
    expect(await eventOf('/v1/topics')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
      isBase64Encoded: false,
    })
  })

  test('has a text body where the API declares no binary media type', async () => {
    const event = await eventOf('/plain', { method: 'PUT', body: 'héllo' })
    expect(event).toMatchObject({ body: 'héllo', isBase64Encoded: false })
  })

  test('has the request id of the answer', async () => {
    const response = await fetch(`${origin}/v1/topics`)
    const { requestContext } = (await response.json()) as { requestContext: { requestId: string } }
    expect(response.headers.get('x-amzn-requestid')).toBe(requestContext.requestId)
  })
})

test.each(['/plain/asking', '/plain/asking?id=', '/plain/asking?hint=x'])(
  'GET %s is refused without asking the function: a parameter is missing',
  async (path) => {
    const response = await fetch(`${origin}${path}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ title: 'Missing required request parameters: [id]' })
    expect(await eventOf('/plain/asking?id=1')).toMatchObject({ queryStringParameters: { id: '1' } })
  },
)

test.each([
  ['GET', '/v1', '/'],
  ['GET', '/v1/', '/'],
  ['GET', '/v1/topics', '/topics'],
  ['PUT', '/v1/topics/known', '/topics/known'],
  ['POST', '/v1/topics/other', '/topics/{topic}'],
  ['GET', '/v1/a/b/c', '/{path+}'],
])('%s %s reaches %s', async (httpMethod, path, resource) => {
  const event = await eventOf(path, { method: httpMethod })
  expect(event).toMatchObject({ resource })
})

test.each([
  ['GET', '/'],
  ['GET', '/nowhere'],
  ['DELETE', '/v1/topics'],
  ['GET', '/v1/topics/other'],
])('%s %s reaches nothing: 403, as at AWS', async (httpMethod, path) => {
  const response = await fetch(`${origin}${path}`, { method: httpMethod })
  expect(response.status).toBe(403)
  expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
  expect(await response.json()).toEqual({ message: 'Missing Authentication Token' })
})

describe('the answer of a function', () => {
  test('is sent as it is, with every value of a header', async () => {
    const response = await fetch(
      returning({
        statusCode: 207,
        headers: { 'X-One': 1 },
        multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
        body: Buffer.from([0, 255]).toString('base64'),
        isBase64Encoded: true,
      }),
    )
    expect(response.status).toBe(207)
    expect(response.headers.get('x-one')).toBe('1')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255])
  })

  test('needs no more than a status', async () => {
    const response = await fetch(returning({ statusCode: '204', body: null }))
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test.each([
    ['is no object', 'done'],
    ['has no status', { body: 'x' }],
    ['has a status that is none', { statusCode: 1000 }],
    ['has a body that is no text', { statusCode: 200, body: {} }],
    ['has a header that HTTP refuses', { statusCode: 200, headers: { 'x-bad': 'a\nb' } }],
  ])('that %s is a 5xx, and the API goes on', async (_name, result) => {
    expect((await fetch(returning(result))).status).toBeGreaterThanOrEqual(502)
    expect((await fetch(`${origin}/plain`)).status).toBe(200)
  })
})

describe('a refusal of API Gateway itself', () => {
  const titleOf = async (response: Response) => ({
    status: response.status,
    type: response.headers.get('content-type'),
    ...((await response.json()) as { title: string; requestId: string }),
  })
  const answer = (status: number, title: string) => ({
    status,
    title,
    type: 'application/problem+json',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })

  test('has the words of the template', async () => {
    expect(await titleOf(await fetch(`${origin}/plain/nowhere`))).toEqual(answer(403, 'Nothing here'))
  })

  test('tells nothing of the error of a function, which is logged', async () => {
    expect(await titleOf(await fetch(`${origin}/plain?fail=1`))).toEqual(answer(503, 'Broken'))
    const logged = stack.lines.filter(({ text: line }) => line.includes('Invoke Error'))
    expect(logged.at(-1)?.text).toContain('secret detail')
  })

  test('is a 502 where the template says nothing, for a failure and for a timeout of the function', async () => {
    const failed = await fetch(`${origin}/v1?fail=1`)
    expect([failed.status, await failed.json()]).toEqual([502, { message: 'Internal server error' }])
    expect((await fetch(`${origin}/v1?hang=1`)).status).toBe(502)
  })

  test('comes after the integration timeout, though the function runs on', async () => {
    expect(await titleOf(await fetch(`${origin}/plain/slow?hang=1`))).toEqual(answer(504, 'Too slow'))
  })

  test('meets a body that Lambda could not be given', async () => {
    const fits = await fetch(`${origin}/v1/topics/known`, { method: 'POST', body: 'x'.repeat(3 * 2 ** 20) })
    expect(fits.status).toBe(200)
    const body = 'x'.repeat(5 * 2 ** 20)
    expect((await fetch(`${origin}/v1/topics/known`, { method: 'POST', body })).status).toBe(413)
    expect(await titleOf(await fetch(`${origin}/plain`, { method: 'POST', body }))).toEqual(
      answer(413, 'Too large'),
    )
  })
})

describe('only this machine is answered', () => {
  const statusOf = async (headers: Record<string, string>, path = '/v1/topics'): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const asking = request(`${origin}${path}`, { headers }, async (response) => {
      await text(response)
      resolve(response.statusCode ?? 0)
    })
    asking.on('error', reject).end()
    return promise
  }

  test.each([
    ['127.0.0.1', 200],
    ['localhost:4000', 200],
    ['[::1]:4000', 200],
    ['rebound.example.com:4000', 403],
    ['127.0.0.1.example.com', 403],
  ])('Host %j: %i', async (host, status) => {
    expect(await statusOf({ host })).toBe(status)
    expect(await statusOf({ host }, '/_omnibus/stack')).toBe(status)
  })

  test.each([
    ['http://localhost:5173', 200],
    ['https://example.com', 403],
    ['null', 403],
  ])('Origin %s: %i', async (from, status) => {
    expect(await statusOf({ origin: from })).toBe(status)
  })

  test('rejects what is no path', async () => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>()
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path: 'http://[' }, ({ statusCode }) => resolve(statusCode)).end()
    expect(await promise).toBe(400)
  })
})

test('has its local address in the outputs', () => {
  expect(stack.outputs['Url']).toBe(`${origin}/v1/`)
  expect(stack.apiUrl).toBe(`${origin}/v1`)
})
