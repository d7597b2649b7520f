import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen } from './listen.ts'

/** How long nothing may come before everything is answered. */
export const DELAY_MILLISECONDS = 100

export interface FakeDynamoDb extends AsyncDisposable {
  readonly url: string
  /** How often it has answered since the last look. */
  takeWaves(): number
}

/**
 * A DynamoDB that is far away and has no limits: it takes every write, and answers all that came when nothing more has
 * come for a while. So each answer is one round trip, and their number does not depend on how busy the machine is.
 */
export async function startFakeDynamoDb(): Promise<FakeDynamoDb> {
  let waves = 0
  let open: (() => void)[] = []
  const timer = setTimeout(() => {
    if (open.length === 0) return
    waves += 1
    for (const answer of open.splice(0)) answer()
  }, DELAY_MILLISECONDS)
  const server = createServer((incoming, response) => {
    text(incoming).then(
      (body) => {
        open.push(() => answer(body, response))
        timer.refresh()
      },
      (error) => response.destroy(error),
    )
  })
  return {
    url: await listen(server),
    takeWaves() {
      const taken = waves
      waves = 0
      return taken
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      open = []
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(body: string, response: ServerResponse): void {
  const { Statements } = JSON.parse(body) as { readonly Statements?: readonly object[] }
  const output = Statements ? { Responses: Statements.map(() => ({})) } : {}
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output))
}
