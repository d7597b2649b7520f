import { memoryClaimStore } from '../../../lib/adapters/memory/memory-claim-store.ts'
import { memoryMetrics } from '../../../lib/adapters/memory/memory-metrics.ts'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import { consoleApi } from '../../../lib/console-api/console-api.ts'
import type {
  ConsoleCaller,
  ConsoleDependencies,
  ConsoleRequest,
} from '../../../lib/console-api/dependencies.ts'
import { routeOf } from '../../../lib/console-api/route-of.ts'
import { memoryDesk } from '../../messaging/support/memory-desk.ts'

/** What a test asks: a method, a path below `/console` with its query, and a body as an object or as text. */
export interface Asked {
  readonly body?: object | string
  readonly role?: 'reader' | 'operator'
  readonly caller?: Partial<ConsoleCaller>
  readonly headers?: Readonly<Record<string, string>>
}

/** The console API over a bus in memory, and the lines that it logs. */
export function memoryConsole(desk = memoryDesk()) {
  const lines: (readonly [string, object | undefined])[] = []
  const logger: ConsoleDependencies['logger'] = {
    info: () => undefined,
    warn: (message, fields) => void lines.push([message, fields]),
  }
  const { topology, clock, random } = desk
  const publisher = memoryPublisher(Object.keys(topology.topics))
  const { bucket } = memoryClaimStore('bucket')
  const keys = memoryPublishKeys()
  const deps: ConsoleDependencies = {
    ...{ stage: 'home', desk, logger },
    queues: (name) => {
      const { queue, deadLetterQueue, undeliveredQueue } = desk.subscription(name)
      return { queue, deadLetters: deadLetterQueue, undelivered: undeliveredQueue }
    },
    publishing: { topology, clock, random, publisher, bucket, keys, logger, metrics: memoryMetrics() },
  }
  const api = consoleApi(deps)
  return {
    ...{ deps, desk, publisher, lines },
    async ask(
      method: string,
      address: string,
      { body, role = 'operator', caller, headers = {} }: Asked = {},
    ) {
      const url = new URL(address, 'http://127.0.0.1')
      const request: ConsoleRequest = {
        ...routeOf(method, url.pathname),
        caller: { principal: 'someone', role, ...caller },
        headers: { ...(method === 'POST' && { 'content-type': 'application/json' }), ...headers },
        query: Object.fromEntries(url.searchParams),
        body: Buffer.from(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)),
        requestId: 'request-1',
        remainingMilliseconds: 20_000,
      }
      const response = await api(request)
      const isJson = response.headers['content-type']?.includes('json')
      return { ...response, json: isJson ? JSON.parse(response.body) : undefined }
    },
  }
}
