import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What goes wrong with one request. An answer is given instead of the endpoint's own. */
export type Fault =
  | 'none'
  /** The endpoint takes the request; the connection breaks before its answer. */
  | 'lost answer'
  /** The connection breaks before the endpoint sees the request. */
  | 'lost request'
  /** No answer, until the caller gives up. */
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }

export interface SeenRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A proxy on the way to an endpoint, which fails as it is told. */
export interface FaultyEndpoint extends AsyncDisposable {
  readonly url: string
  /** In the order of arrival. */
  readonly requests: readonly SeenRequest[]
  /** Faults of the next requests, one each; after them nothing is wrong. */
  fail(...faults: readonly Fault[]): void
}

export async function faultyEndpoint(target: string): Promise<FaultyEndpoint> {
  const requests: SeenRequest[] = []
  const faults: Fault[] = []
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = message.url ?? ''
    const seen = { path, headers: message.headers, body: await text(message) }
    requests.push(seen)
    const fault = faults.shift() ?? 'none'
    if (fault === 'hang') return
    if (fault === 'lost request') return void message.socket.destroy()
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(JSON.stringify(fault.body ?? ''))
      return
    }
    const { status, headers, body } = await forward(target, seen)
    if (fault === 'lost answer') return void message.socket.destroy()
    response.writeHead(status, headers).end(body)
  }
  const server = createServer((message, response) => void answer(message, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fail: (...next) => void faults.push(...next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Headers of a connection are not a request's. */
const OF_THE_CONNECTION = ['connection', 'host', 'content-length', 'keep-alive', 'transfer-encoding']

async function forward(target: string, { path, headers, body }: SeenRequest) {
  const passed = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name))
  const response = await fetch(`${target}${path}`, {
    method: 'POST',
    headers: Object.fromEntries(passed) as Record<string, string>,
    body,
  })
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !OF_THE_CONNECTION.includes(name))),
    body: await response.text(),
  }
}
