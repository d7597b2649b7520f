import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { AwsClient } from 'aws4fetch'
import { credentialChain } from '../../lib/adapters/aws/credentials.ts'

/** A door to a deployed endpoint for callers that do not sign: it signs what they send, and passes every byte on. */
export interface SigningRelay extends AsyncDisposable {
  /** With the stage of the API, such as `http://127.0.0.1:4711/v1`. */
  readonly url: string
}

const OF_THE_CALLER = [
  'authorization',
  'connection',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]

/** @param endpoint the API with its stage, such as `https://….amazonaws.com/v1` */
export async function signingRelay(endpoint: string): Promise<SigningRelay> {
  const credentials = await credentialChain()()
  const region = process.env['AWS_REGION'] ?? ''
  const signer = new AwsClient({ ...credentials, service: 'execute-api', region })
  const stage = endpoint.slice(endpoint.lastIndexOf('/'))
  const server = createServer((incoming, response) => {
    relay(incoming, response).catch(() => response.destroy())
  })
  const relay = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = incoming.url ?? ''
    if (!path.startsWith(stage)) return void response.writeHead(404).end()
    const url = `${endpoint}${path.slice(stage.length)}`
    const body = await buffer(incoming)
    const { method = 'GET' } = incoming
    const signed = await signer.sign(url, { method, ...(body.length > 0 && { body }) })
    const answer = await send(url, method, [...passedOn(incoming), ...signatureOf(signed)], body)
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.pipe(response)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${stage}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Header fields as they were written, but for those of the connection and of another signature. */
function passedOn({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !OF_THE_CALLER.includes(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ''] : [],
  )
}

/** Only what the signature needs is signed: header fields may hold what another's canonical form disputes. */
function signatureOf({ url, headers }: Request): string[] {
  return [
    'host',
    new URL(url).host,
    ...[...headers].flatMap(([name, value]) => (OF_THE_CALLER.includes(name) ? [name, value] : [])),
  ]
}

function send(url: string, method: string, headers: string[], body: Buffer): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const { hostname, port, protocol } = new URL(url)
  // The path as it was written, which a URL would mend.
  const path = url.slice(url.indexOf('/', `${protocol}//`.length))
  const start = protocol === 'https:' ? secureRequest : request
  start({ hostname, port, path, method, headers }, resolve).on('error', reject).end(body)
  return promise
}
