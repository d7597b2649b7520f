import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * What befalls a call: it fails or is forbidden before it has an effect, its answer is lost after it had one, or it has
 * none and is never answered.
 */
export type Fault = 'refuse' | 'forbid' | 'lose' | 'hang'

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string
  /** The calls that came by, in order, as AWS names them: `sns:PublishBatch`, `dynamodb:PutItem`, `s3:PUT`. */
  readonly calls: string[]
  /** Asked before every call, which waits for the answer. */
  fault: (call: string) => Fault | undefined | Promise<Fault | undefined>
}

/** A call and what came of it. No status: it was given none. */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly status?: number
}

/** Stands between functions and an emulator, passes every byte on and writes down what was asked. */
export async function recordingProxy(
  target: string,
  observe: (exchange: Exchange) => void = () => undefined,
): Promise<RecordingProxy> {
  const calls: string[] = []
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy())
  })
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const call = nameOf(request, body)
    calls.push(call)
    const fault = await proxy.fault(call)
    const { method = 'GET', url = '/', headers } = request
    const exchange = { method, url, headers, body }
    if (fault !== undefined && fault !== 'lose') observe(exchange)
    if (fault === 'refuse') {
      response.writeHead(500).end()
      return
    }
    if (fault === 'forbid') {
      response.writeHead(403, { 'content-type': 'text/xml' }).end(FORBIDDEN)
      return
    }
    if (fault === 'hang') return
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: headersOf(request),
      ...(body.length > 0 && { body }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    observe({ ...exchange, status: answer.status })
    if (fault === 'lose') {
      request.socket.destroy()
      return
    }
    const answered = [...answer.headers].filter(([name]) => !HOP_BY_HOP.includes(name))
    response.writeHead(answer.status, Object.fromEntries(answered)).end(bytes)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: RecordingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fault: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

/** As SNS says it. @see https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
const FORBIDDEN =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>'

const HOP_BY_HOP = [
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
]

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    HOP_BY_HOP.includes(name) ? [] : values.map((value): [string, string] => [name, value]),
  )
}

/** JSON protocols name the action in a header, the query protocol in the body, S3 by its method. */
function nameOf(request: IncomingMessage, body: Buffer): string {
  const target = request.headers['x-amz-target']
  if (typeof target === 'string') {
    const [service = '', action] = target.split('.')
    return `${service.replace(/_.*|^Amazon/g, '').toLowerCase()}:${action}`
  }
  const action = new URLSearchParams(body.toString('latin1')).get('Action')
  return action === null ? `s3:${request.method}` : `sns:${action}`
}
