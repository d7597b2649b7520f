import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { dynamoDbClient } from '../../lib/adapters/aws/clients.ts'
import { httpConnections } from '../../lib/adapters/aws/http-connections.ts'

const PATIENT = { connectionTimeout: 10_000, requestTimeout: 10_000, socketTimeout: 10_000 }

/** A service that answers like this; `sockets` are the connections that were made to it. */
async function service(answer: RequestListener) {
  const sockets: Socket[] = []
  const server = createServer(answer).listen(0, '127.0.0.1')
  server.on('connection', (socket) => sockets.push(socket))
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

/** Calls of a service by the connections of one client. */
function connectionsTo(port: number, patience: Partial<typeof PATIENT> = {}) {
  const connections = httpConnections({ ...PATIENT, ...patience })
  onTestFinished(() => connections.destroy())
  const request = { protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST', path: '/', headers: {} }
  return (body = '', abortSignal?: AbortSignal) =>
    connections.handle({ ...request, body }, abortSignal && { abortSignal })
}

/** A service whose answers are given when the test says so. */
async function heldService() {
  const answers: (() => void)[] = []
  const asked: string[] = []
  const { port, sockets } = await service(async (request, response) => {
    asked.push(await text(request))
    answers.push(() => response.end('{}'))
  })
  return { port, sockets, answers, asked }
}

describe('a call', () => {
  it('sends what was signed, and brings the whole answer back', async () => {
    const { port } = await service(async (request, response) => {
      const { method, url, headers } = request
      response.writeHead(418, { 'X-Said': ['once', 'twice'] })
      response.write(`${method} ${url} ${headers['x-signed']} `)
      setImmediate(async () => response.end(await text(request)))
    })
    const { handle, destroy } = httpConnections(PATIENT)
    onTestFinished(destroy)
    const { response } = await handle({
      ...{ protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST', path: '/queue' },
      ...{ headers: { 'x-signed': 'yes', 'content-length': '4' }, body: 'grö' },
    })
    expect(response.statusCode).toBe(418)
    expect(response.headers['x-said']).toBe('once,twice')
    expect(Buffer.from(response.body).toString()).toBe('POST /queue yes grö')
  })

  it('may have an answer without a body', async () => {
    const { port } = await service((_request, response) => response.writeHead(204).end())
    const { response } = await connectionsTo(port)()
    expect([response.statusCode, response.body.length]).toEqual([204, 0])
  })

  it('goes over the connection of the one before', async () => {
    const { port, sockets } = await service((_request, response) => response.end('{}'))
    const call = connectionsTo(port)
    for (let count = 0; count < 5; count += 1) await call()
    expect(sockets).toHaveLength(1)
  })
})

describe('many calls', () => {
  it('begin as there are connections, and the others as these end, well or badly', async () => {
    const { port, sockets, answers } = await heldService()
    const call = connectionsTo(port)
    const ended = Promise.allSettled(Array.from({ length: 60 }, () => call()))
    await vi.waitFor(() => expect(answers).toHaveLength(50))

    answers[7]?.()
    await vi.waitFor(() => expect(answers).toHaveLength(51))
    sockets[8]?.destroy()
    await vi.waitFor(() => expect(answers).toHaveLength(52))

    for (let index = 0; index < 60; index += 1) {
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(index))
      answers[index]?.()
    }
    expect((await ended).filter(({ status }) => status === 'fulfilled')).toHaveLength(59)
  })

  it('have their time from when they begin, not while they wait for a connection', async () => {
    const { port } = await service((_request, response) => {
      setTimeout(() => response.end('{}'), 200)
    })
    const call = connectionsTo(port, { requestTimeout: 1_000 })
    const started = performance.now()
    await Promise.all(Array.from({ length: 300 }, () => call()))
    expect(performance.now() - started).toBeGreaterThan(1_000)
  })
})

describe('what goes wrong has the name and the code that the SDK knows', () => {
  it('no answer in time', async () => {
    const { port, answers } = await heldService()
    const error = await connectionsTo(port, { requestTimeout: 100 })().catch((error) => error)
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'No answer came in time.' })
    expect(answers).toHaveLength(1)
  })

  it('an answer that does not go on', async () => {
    const { port } = await service((_request, response) => response.writeHead(200).write('{'))
    const error = await connectionsTo(port, { socketTimeout: 100 })().catch((error) => error)
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'The answer broke off.' })
  })

  it.each<[string, RequestListener]>([
    ['without an answer', ({ socket }) => socket.destroy()],
    ['with a reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'within an answer',
      ({ socket }, response) =>
        response.writeHead(200, { 'content-length': 9 }).write('{', () => socket.end()),
    ],
    [
      'within the last answer',
      ({ socket }, response) => {
        response.writeHead(200, { 'content-length': 9, connection: 'close' }).write('{', () => socket.end())
      },
    ],
  ])('a connection that ends %s', async (_how, answer) => {
    const asked = vi.fn(answer)
    const { port } = await service(asked)
    await expect(connectionsTo(port)()).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' })
    expect(asked, 'trying again is left to the SDK').toHaveBeenCalledOnce()
  })

  it('no service', async () => {
    const { port } = await service(() => undefined)
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port: gone } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    expect(gone).not.toBe(port)
    await expect(connectionsTo(gone)()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('a call that is given up', () => {
  const givenUp = { name: 'AbortError', cause: 'enough' }

  it('rejects, and ends its connection', async () => {
    const { port, sockets, answers } = await heldService()
    const abort = new AbortController()
    const call = connectionsTo(port)('', abort.signal)
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    abort.abort('enough')
    await expect(call).rejects.toMatchObject(givenUp)
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true))
  })

  it('rejects at once while it waits for a connection, and is never sent', async () => {
    const { port, answers, asked } = await heldService()
    const call = connectionsTo(port)
    const others = Array.from({ length: 50 }, () => call())
    await vi.waitFor(() => expect(answers).toHaveLength(50))
    const abort = new AbortController()
    const waiting = call('given up', abort.signal)
    abort.abort('enough')
    await expect(waiting).rejects.toMatchObject(givenUp)
    for (const answer of answers) answer()
    await Promise.all(others)
    const last = call('last')
    await vi.waitFor(() => expect(asked).toContain('last'))
    answers.at(-1)?.()
    await last
    expect(asked).not.toContain('given up')
  })

  it('rejects when it was given up before it began, and is never sent', async () => {
    const { port, asked } = await heldService()
    await expect(connectionsTo(port)('', AbortSignal.abort('enough'))).rejects.toMatchObject(givenUp)
    expect(asked).toEqual([])
  })
})

describe('the SDK', () => {
  const connection = (port: number) => ({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

  it('tries again what was lost, four times in all', async () => {
    let calls = 0
    const { port } = await service((request, response) => {
      calls += 1
      if (calls < 4) request.socket.destroy()
      else response.end('{"TableNames":["ledger"]}')
    })
    const client = dynamoDbClient(connection(port))
    onTestFinished(() => client.destroy())
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['ledger'])
    expect(calls).toBe(4)
  })

  it('gets along with a service that ends its connections between two calls', async () => {
    const { port, sockets } = await service((_request, response) => response.end('{"TableNames":[]}'))
    const client = dynamoDbClient(connection(port))
    onTestFinished(() => client.destroy())
    for (let count = 0; count < 5; count += 1) {
      await client.send(new ListTablesCommand({}))
      for (const socket of sockets) socket.resetAndDestroy()
    }
    expect(sockets).toHaveLength(5)
  })

  it('can be asked differently each time, though its chain is built once', async () => {
    const { port } = await service(async (request, response) => {
      const { Limit } = JSON.parse(await text(request))
      response.end(JSON.stringify({ TableNames: [`${request.headers['x-amz-target']} ${Limit}`] }))
    })
    const client = dynamoDbClient(connection(port))
    onTestFinished(() => client.destroy())
    const asked = [1, 2, 3].map((Limit) => client.send(new ListTablesCommand({ Limit })))
    const answers = (await Promise.all(asked)).map(({ TableNames }) => TableNames?.[0])
    expect(answers).toEqual([1, 2, 3].map((Limit) => `DynamoDB_20120810.ListTables ${Limit}`))
  })
})
