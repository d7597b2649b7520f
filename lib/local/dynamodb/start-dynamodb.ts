import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isLocalCaller } from '../local-caller.ts'
import { batchExecuteStatement } from './batch-execute-statement.ts'
import { writeItem } from './conditional-write.ts'
import { type Engine, type Json, openEngine } from './engine.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { isRefusal, refusal } from './refusal.ts'
import { rememberTokens } from './request-tokens.ts'
import { describeTimeToLive, type Request, sweepRegularly, updateTimeToLive } from './time-to-live.ts'
import { transactGetItems, transactWriteItems } from './transactions.ts'

export interface DynamoDbOptions {
  /** @default 0, any free port */
  readonly port?: number
  /** Keeps the data in this directory. @default in memory */
  readonly path?: string
  /** How often expired items are deleted. @default 30000 */
  readonly sweepEveryMs?: number
}

export interface DynamoDb {
  readonly url: string
  close(): Promise<void>
}

/**
 * A DynamoDB for one developer, on the loopback interface: dynalite, and what it lacks (transactions, the old item
 * of a failed condition, writes in PartiQL, time to live). Requests run one at a time, so every one of them is atomic and isolated.
 */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<DynamoDb> {
  const engine = await openEngine(options.path)
  const inTurn = oneAtATime()
  const perform = performer(engine)
  const request: Request = (action, input) => inTurn(() => perform(action, input))

  const server = createServer((incoming, response) => {
    answer(incoming, request).then(
      (output) => send(response, 200, output),
      (error) => sendError(response, error),
    )
  }).listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening').catch(async (error) => {
    await engine.close()
    throw error
  })
  const stop = new AbortController()
  sweepRegularly(engine, request, options.sweepEveryMs ?? 30_000, stop.signal).catch(() => undefined)

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      stop.abort()
      const closed = once(server, 'close')
      server.close().closeAllConnections()
      await closed
      await inTurn(() => engine.close())
    },
  }
}

function performer(engine: Engine): Request {
  const applyOnce = rememberTokens()
  const ours = new Map<string, (input: Json) => Promise<Json>>([
    ['PutItem', (input) => writeItem(engine, 'PutItem', input)],
    ['UpdateItem', (input) => writeItem(engine, 'UpdateItem', input)],
    ['DeleteItem', (input) => writeItem(engine, 'DeleteItem', input)],
    ['BatchExecuteStatement', (input) => batchExecuteStatement(engine, input)],
    ['TransactWriteItems', (input) => applyOnce(input, () => transactWriteItems(engine, input))],
    ['TransactGetItems', (input) => transactGetItems(engine, input)],
    ['UpdateTimeToLive', (input) => updateTimeToLive(engine, input)],
    ['DescribeTimeToLive', (input) => describeTimeToLive(engine, input)],
  ])
  return async (action, input) => ours.get(action)?.(input) ?? engine.run(action, engine.parse(action, input))
}

async function answer(incoming: IncomingMessage, request: Request): Promise<Json> {
  const body = await text(incoming)
  if (!isLocalCaller(incoming.headers)) {
    throw refusal('AccessDeniedException', 'Only programs of this machine may ask', {}, 403)
  }
  const action = /^DynamoDB_20120810\.(\w+)$/.exec(String(incoming.headers['x-amz-target']))?.[1]
  if (action === undefined) throw refusal('UnknownOperationException', 'X-Amz-Target names no action')
  return request(action, parseBody(body))
}

function parseBody(body: string): Json {
  try {
    const input: unknown = JSON.parse(body)
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Json
  } catch {}
  throw refusal('SerializationException', 'The body is not a JSON object')
}

function sendError(response: ServerResponse, error: unknown): void {
  if (isRefusal(error)) {
    send(response, error.statusCode, error.body)
    return
  }
  // Without its whole body a request needs no answer: its client has gone.
  if (response.req.complete) console.error('local DynamoDB:', error)
  send(response, 500, refusal('InternalServerError', String(error)).body)
}

function send(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
}
