import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import type { Log } from '../log.ts'
import { failureType, gatewayAnswer, type HttpAnswer } from './gateway-answer.ts'
import { type ApiRequest, proxyEvent } from './proxy-event.ts'
import type { RestApis } from './rest-apis.ts'

export interface RestApiServer {
  /** Without a stage, such as `http://127.0.0.1:4000`. */
  readonly origin: string
  /** From now on requests are answered; until then they wait. */
  open(apis: RestApis, functions: ReadonlyMap<string, LambdaFunction>, describe: () => object): void
  close(): Promise<void>
}

/** API Gateway's limit on a request. */
const MAX_BODY_BYTES = 10 * 1024 * 1024
/** Lambda's limit on an event, of which base64 makes bodies a third larger. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024
const STACK_PATH = '/_omnibus/stack'
/** Names of this machine. Any other may be a page that was made to resolve to it (DNS rebinding). */
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]'])

interface Opened {
  readonly apis: RestApis
  readonly functions: ReadonlyMap<string, LambdaFunction>
  readonly describe: () => object
}

/** The REST APIs of the templates on the loopback interface, and a description of the stack for the CLI. */
export async function startRestApiServer(port: number, log: Log): Promise<RestApiServer> {
  const opening = Promise.withResolvers<Opened>()
  const server = createServer((message, response) => {
    opening.promise
      .then((opened) => answer(opened, message))
      .then(
        (result) => send(response, result),
        (error: unknown) => {
          log({ source: 'local', text: `${message.method} ${message.url} failed: ${String(error)}` })
          send(response, { status: 500, headers: {}, body: '' })
        },
      )
  })
  await listen(server, port)
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (apis, functions, describe) => opening.resolve({ apis, functions, describe }),
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
  if (!isLocal(message)) {
    return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Only this machine may ask.\n' }
  }
  const url = new URL(message.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === STACK_PATH) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(opened.describe()),
    }
  }
  return answerFromApi(opened, message, url)
}

async function answerFromApi(
  { apis, functions }: Opened,
  message: IncomingMessage,
  url: URL,
): Promise<HttpAnswer> {
  const requestId = randomUUID()
  const route = apis.match(message.method ?? '', url.pathname)
  const body = await readBody(message)
  if (!('functionArn' in route))
    return gatewayAnswer(apis, route.apiId, 'MISSING_AUTHENTICATION_TOKEN', requestId)
  if (body === undefined) return gatewayAnswer(apis, route.apiId, 'REQUEST_TOO_LARGE', requestId)
  const target = [...functions.values()].find(({ arn }) => arn === route.functionArn)
  if (!target) return gatewayAnswer(apis, route.apiId, 'DEFAULT_5XX', requestId)
  const request: ApiRequest = { message, url, body, requestId }
  try {
    return proxyAnswer(await target.invoke(proxyEvent(request, route, apis.isBinary(route.apiId))), requestId)
  } catch (error) {
    return gatewayAnswer(apis, route.apiId, failureType(error), requestId)
  }
}

function isLocal({ headers }: IncomingMessage): boolean {
  const host = headers.host?.replace(/:\d+$/, '').toLowerCase() ?? ''
  return LOCAL_HOSTS.has(host)
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

interface ProxyResult {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string | number | boolean>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** An answer without a status is malformed: API Gateway makes a 502 of it. */
function proxyAnswer(result: unknown, requestId: string): HttpAnswer {
  const { statusCode, headers, multiValueHeaders, body = '', isBase64Encoded } = (result ?? {}) as ProxyResult
  if (!Number.isInteger(statusCode)) throw new Error('Malformed Lambda proxy response')
  const single = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    status: statusCode,
    headers: { 'x-amzn-requestid': requestId, ...Object.fromEntries(single), ...multiValueHeaders },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  }
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body)
}
