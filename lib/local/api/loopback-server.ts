import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocalCaller } from '../local-caller.ts'
import type { Log } from '../log.ts'
import type { HttpAnswer } from './proxy-answer.ts'

export interface LoopbackServer {
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string
  close(): Promise<void>
}

/** API Gateway's limit on a request. */
const MAX_BODY_BYTES = 10 * 1024 * 1024
/** Lambda's limit on an event, of which base64 makes bodies a third larger. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024

const START = 'npm start --'

type Answer = (message: IncomingMessage, url: URL) => HttpAnswer | Promise<HttpAnswer>

/** Answers programs and pages of this machine, and nobody else. `command` is how one starts it again, at another port. */
export async function serveHere(
  { port, log, command = START }: { readonly port: number; readonly log: Log; readonly command?: string },
  answer: Answer,
): Promise<LoopbackServer> {
  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      send(response, await answerLocal(message, answer))
    } catch (error) {
      log({ source: 'local', text: `${message.method} ${message.url} failed: ${String(error)}` })
      if (!response.headersSent) for (const name of response.getHeaderNames()) response.removeHeader(name)
      send(response, { status: 502, headers: {}, body: '' })
    }
  }
  const server = createServer((message, response) => void respond(message, response))
  await listen(server, port, command)
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  await listen(server, port, START)
  await new Promise((resolve) => server.close(resolve))
}

async function listen(server: Server, port: number, command: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, command, cause)))
  server.listen(port, '127.0.0.1', resolve)
  await promise
}

function cannotListen(port: number, command: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new Error(
    `Port ${port} is taken by another program. Choose another one: ${command} --port ${port === 4077 ? 4078 : 4077}`,
    { cause },
  )
}

async function answerLocal(message: IncomingMessage, answer: Answer): Promise<HttpAnswer> {
  if (!isLocalCaller(message.headers)) return plainText(403, 'Only this machine may ask.')
  const address = `http://127.0.0.1${message.url}`
  if (!message.url?.startsWith('/') || !URL.canParse(address)) return plainText(400, 'This is not a path.')
  return await answer(message, new URL(address))
}

export const plainText = (status: number, sentence: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: `${sentence}\n`,
})

/** Undefined when it is larger than API Gateway or Lambda would take. It is read to its end all the same. */
export async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
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
