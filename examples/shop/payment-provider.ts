import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Charge, ChargeRequest } from './charge.ts'

export interface PaymentProvider {
  readonly url: string
  /** What was charged, by idempotency key: once each, however often it was asked. */
  readonly charges: ReadonlyMap<string, ChargeRequest>
  close(): Promise<void>
}

/** More than anybody spends in this shop, in the smallest unit of the currency. */
const LIMIT = 1_000_000

/** A payment provider on this machine: declines large sums, and charges once for an idempotency key. */
export async function startPaymentProvider(): Promise<PaymentProvider> {
  const charges = new Map<string, ChargeRequest>()
  const answers = new Map<string, Charge>()

  const charge = async (message: IncomingMessage): Promise<Charge | undefined> => {
    const key = message.headers['idempotency-key']
    if (message.method !== 'POST' || message.url !== '/charges' || typeof key !== 'string') return undefined
    const request = (await readJson(message)) as ChargeRequest
    const known = answers.get(key)
    if (known) return known
    const answer = decide(request)
    answers.set(key, answer)
    if (answer.status === 'captured') charges.set(key, request)
    return answer
  }
  const server = createServer((message, response) => {
    charge(message).then(
      (answer) => send(response, answer ? 200 : 404, answer ?? {}),
      () => send(response, 400, {}),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    charges,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function decide({ amount }: ChargeRequest): Charge {
  return amount > LIMIT
    ? { status: 'declined', reason: 'The sum exceeds the limit.' }
    : { status: 'captured' }
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks = await message.toArray()
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
