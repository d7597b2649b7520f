import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { listen } from './listen.ts'

/** What passed by since the last look. */
export interface Passed {
  /** DynamoDB's action → how often it was called. */
  readonly calls: Readonly<Record<string, number>>
  /** Write units: those that the answers name, and one for each write of which they say nothing. */
  readonly writeUnits: number
}

export interface CountingProxy extends AsyncDisposable {
  readonly url: string
  /** What passed by, from zero again. */
  take(): Passed
}

type Json = Readonly<Record<string, unknown>>

/**
 * Stands between a consumer and DynamoDB, asks of every call what it consumes, and counts. Of refused writes DynamoDB
 * says nothing, but it bills them by the item that they met; every item here is smaller than one unit.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export async function countingProxy(target: string): Promise<CountingProxy> {
  const agent = new Agent({ keepAlive: true })
  let calls: Record<string, number> = {}
  let writeUnits = 0
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const input = JSON.parse(await text(incoming)) as Json
    const action = String(incoming.headers['x-amz-target']).replace(/^.*\./, '')
    calls[action] = (calls[action] ?? 0) + 1
    const answer = await forward(target, agent, incoming, { ...input, ReturnConsumedCapacity: 'TOTAL' })
    writeUnits += unitsOf(action, JSON.parse(answer.body.toString()) as Json)
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body)
  }
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error) => response.destroy(error))
  })
  return {
    url: await listen(server),
    take() {
      const passed = { calls, writeUnits }
      calls = {}
      writeUnits = 0
      return passed
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function forward(
  target: string,
  agent: Agent,
  { headers }: IncomingMessage,
  input: Json,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const passedOn = { 'x-amz-target': headers['x-amz-target'], authorization: headers.authorization }
  openRequest(target, {
    agent,
    method: 'POST',
    headers: { ...passedOn, 'content-type': 'application/x-amz-json-1.0' },
  })
    .on('response', resolve)
    .on('error', reject)
    .end(JSON.stringify(input))
  const answer = await promise
  return { status: answer.statusCode ?? 0, body: await buffer(answer) }
}

/** DynamoDB Local does not say what a batch of statements consumes, so each of them, refused or not, is one. */
function unitsOf(action: string, answer: Json): number {
  if (action === 'BatchExecuteStatement') return (answer['Responses'] as readonly object[]).length
  if (String(answer['__type']).endsWith('ConditionalCheckFailedException')) return 1
  return (answer['ConsumedCapacity'] as { readonly CapacityUnits: number }).CapacityUnits
}
