import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The code of a function whose handler is a test's own: it asks the test for each invocation. */
export interface HandledHere extends AsyncDisposable {
  readonly code: string
  /** Of invocations that are not answered yet. */
  readonly inFlight: number
  /** Of invocations whose thread was gone before their answer. */
  readonly abandoned: number
}

/**
 * Lets a test be the handler: the function runs in its thread as ever, sends its event here and waits. What the test
 * gives is its result; what the test throws is its error. A dead thread is seen as an aborted signal.
 */
export async function handledHere<Event>(
  handle: (event: Event, signal: AbortSignal) => unknown,
): Promise<HandledHere> {
  let inFlight = 0
  let abandoned = 0
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableEnded) abandoned += 1
      gone.abort()
    })
    inFlight += 1
    try {
      const result = await handle(JSON.parse(await text(request)), gone.signal)
      response.end(JSON.stringify({ result }))
    } catch (error) {
      response.end(JSON.stringify({ error: (error as Error).message }))
    } finally {
      inFlight -= 1
    }
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    code: `export const handler = async (event) => {
      const response = await fetch('http://127.0.0.1:${port}', { method: 'POST', body: JSON.stringify(event) })
      const { result, error } = await response.json()
      if (error !== undefined) throw new Error(error)
      return result
    }`,
    get inFlight() {
      return inFlight
    },
    get abandoned() {
      return abandoned
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
