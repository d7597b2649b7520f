import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocalCaller } from '../local-caller.ts'
import type { Log } from '../log.ts'
import { failureOf, gatewayAnswer } from './gateway-answer.ts'
import { type HttpAnswer, proxyAnswer } from './proxy-answer.ts'
import { type ApiRequest, proxyEvent } from './proxy-event.ts'
import type { MatchedRoute, RestApis } from './rest-apis.ts'
import type { Site } from './site.ts'

export interface RestApiServer {
  /** Without a stage, such as `http://127.0.0.1:4000`. */
  readonly origin: string
  /** From now on requests are answered; until then they wait. */
  open(opened: Opened): void
  close(): Promise<void>
}

/** API Gateway's limit on a request. */
const MAX_BODY_BYTES = 10 * 1024 * 1024
/** Lambda's limit on an event, of which base64 makes bodies a third larger. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024
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
  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      send(response, await answer(await opening.promise, message))
    } catch (error) {
      log({ source: 'local', text: `${message.method} ${message.url} failed: ${String(error)}` })
      if (!response.headersSent) for (const name of response.getHeaderNames()) response.removeHeader(name)
      send(response, { status: 502, headers: {}, body: '' })
    }
  }
  const server = createServer((message, response) => void respond(message, response))
  await listen(server, port)
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: opening.resolve,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** @throws Error that names the port and says how to choose another */
export async function ensurePortIsFree(port: number): Promise<void> {
  const server = createServer()
  await listen(server, port)
  await new Promise((resolve) => server.close(resolve))
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)))
  server.listen(port, '127.0.0.1', resolve)
  await promise
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new Error(
    `Port ${port} is taken by another program. Choose another one: npm start -- --port ${port === 4077 ? 4078 : 4077}`,
    { cause },
  )
}

async function answer(opened: Opened, message: IncomingMessage): Promise<HttpAnswer> {
  if (!isLocalCaller(message.headers)) return plainText(403, 'Only this machine may ask.')
  const address = `http://127.0.0.1${message.url}`
  if (!message.url?.startsWith('/') || !URL.canParse(address)) return plainText(400, 'This is not a path.')
  const url = new URL(address)
  if (url.pathname !== STACK_PATH) {
    const body = await readBody(message)
    const { site } = opened
    if (!site?.owns(url.pathname)) return answerFromApi(opened, message, url, body)
    if (body === undefined) return plainText(413, 'The body is too large.')
    return site.answer({ method: message.method ?? '', url, headers: message.headers, body })
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(opened.describe()),
  }
}

const plainText = (status: number, sentence: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: `${sentence}\n`,
})

async function answerFromApi(
  { apis }: Opened,
  message: IncomingMessage,
  url: URL,
  body: Buffer | undefined,
): Promise<HttpAnswer> {
  const requestId = randomUUID()
  const route = apis.match(message.method ?? '', url.pathname)
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

/** Undefined when it is larger than API Gateway or Lambda would take. It is read to its end all the same. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  const encoded = Math.ceil(bytes / 3) * 4
  return bytes > MAX_BODY_BYTES || encoded > MAX_EVENT_BYTES ? undefined : Buffer.concat(chunks)
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body)
}
