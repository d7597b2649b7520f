import type { IncomingMessage } from 'node:http'
import { ACCOUNT } from '../assembly/pseudo-parameters.ts'
import type { MatchedRoute } from './rest-apis.ts'

/** An HTTP request with its whole body. */
export interface ApiRequest {
  readonly message: IncomingMessage
  readonly url: URL
  readonly body: Buffer
  readonly requestId: string
}

/**
 * The event of a REST API's Lambda proxy integration. Nobody signs at home: the caller is `local`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  { message, url, body, requestId }: ApiRequest,
  route: MatchedRoute,
  isBinary: boolean,
) {
  const query = groupByName([...url.searchParams])
  const headers = groupByName(rawHeaders(message))
  return {
    resource: route.resource,
    path: url.pathname.slice(route.stage.length + 1) || '/',
    httpMethod: message.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(route.pathParameters),
    stageVariables: null,
    requestContext: {
      requestId,
      accountId: ACCOUNT,
      apiId: route.apiId,
      domainName: url.hostname,
      stage: route.stage,
      resourcePath: route.resource,
      httpMethod: message.method,
      path: url.pathname,
      protocol: `HTTP/${message.httpVersion}`,
      requestTimeEpoch: Date.now(),
      identity: {
        userArn: 'local',
        caller: 'local',
        sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
        userAgent: message.headers['user-agent'] ?? null,
      },
    },
    body: body.length === 0 ? null : body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: body.length > 0 && isBinary,
  }
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}

function groupByName(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = Map.groupBy(pairs, ([name]) => name)
  return Object.fromEntries([...groups].map(([name, group]) => [name, group.map(([, value]) => value)]))
}

function lastOf(groups: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1) ?? '']))
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length > 0 ? value : null
}
