import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Log } from '../log.ts'
import { failureOf, gatewayAnswer } from './gateway-answer.ts'
import { type LoopbackServer, readBody, serveHere } from './loopback-server.ts'
import { type HttpAnswer, proxyAnswer } from './proxy-answer.ts'
import { type ApiRequest, proxyEvent } from './proxy-event.ts'
import type { MatchedRoute, RestApis } from './rest-apis.ts'
import { answerSite, type Site } from './site.ts'

export interface RestApiServer extends LoopbackServer {
  /** From now on requests are answered; until then they wait. */
  open(opened: Opened): void
}

const STACK_PATH = '/_omnibus/stack'

/** What answers. */
interface Opened {
  readonly apis: RestApis
  readonly describe: () => object
  /** Asked first, where there is one. */
  readonly site?: Site | undefined
}

/** The REST APIs of the templates on the loopback interface, and a description of the stack for the CLI. */
export async function startRestApiServer(port: number, log: Log): Promise<RestApiServer> {
  const opening = Promise.withResolvers<Opened>()
  const server = await serveHere({ port, log }, async (message, url) =>
    answer(await opening.promise, message, url),
  )
  return { ...server, open: opening.resolve }
}

async function answer(
  { apis, describe, site }: Opened,
  message: IncomingMessage,
  url: URL,
): Promise<HttpAnswer> {
  if (site?.owns(url.pathname)) return answerSite(site, message, url)
  if (url.pathname !== STACK_PATH) return answerFromApi(apis, message, url)
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(describe()),
  }
}

async function answerFromApi(apis: RestApis, message: IncomingMessage, url: URL): Promise<HttpAnswer> {
  const requestId = randomUUID()
  const route = apis.match(message.method ?? '', url.pathname)
  const body = await readBody(message)
  if (!('function' in route)) {
    return gatewayAnswer(apis, route.apiId, 'MissingAuthenticationTokenException', requestId)
  }
  if (body === undefined) return gatewayAnswer(apis, route.apiId, 'RequestTooLargeException', requestId)
  const missing = route.requiredQuery.filter((name) => !url.searchParams.get(name))
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(', ')}]`
    return gatewayAnswer(apis, route.apiId, 'BadRequestException', requestId, message)
  }
  try {
    const result = await invoke({ message, url, body, requestId }, route, apis)
    if (result === TIMED_OUT) return gatewayAnswer(apis, route.apiId, 'TimeoutException', requestId)
    return proxyAnswer(result, requestId)
  } catch (error) {
    return gatewayAnswer(apis, route.apiId, failureOf(error), requestId)
  }
}

const TIMED_OUT = Symbol('timed out')

/** API Gateway stops waiting after a while; the function runs on. */
async function invoke(request: ApiRequest, route: MatchedRoute, apis: RestApis): Promise<unknown> {
  const { promise: timedOut, resolve } = Promise.withResolvers<typeof TIMED_OUT>()
  const timer = setTimeout(resolve, route.timeoutMilliseconds, TIMED_OUT)
  try {
    const event = proxyEvent(
      request,
      route,
      apis.isBinary(route.apiId, request.message.headers['content-type']),
    )
    return await Promise.race([route.function.invoke(event), timedOut])
  } finally {
    clearTimeout(timer)
  }
}
