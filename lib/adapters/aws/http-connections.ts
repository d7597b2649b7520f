import type { Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import { aborted, knownToTheSdk } from './connection-errors.ts'

/** How long the parts of an attempt may take, in milliseconds. */
export interface Patience {
  readonly connectionTimeout: number
  /** From the request until the answer begins. */
  readonly requestTimeout: number
  /** Without a byte, once the answer has begun. */
  readonly socketTimeout: number
}

/** What the SDK has signed. The services that are called with it are posted to: no query, and no streams. */
interface Request {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: string | Uint8Array
}

interface Answer {
  readonly response: {
    readonly statusCode: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array
  }
}

/** The SDK's own number, a client. @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html */
const CONNECTIONS = 50
/** An idle connection is kept this long, unless the service says otherwise. */
const KEEP_ALIVE_MILLISECONDS = 60_000

/**
 * The connections of one client of the SDK: far less CPU a call than those that it comes with. A call waits for a free
 * one before its time begins; the SDK's own lets timeouts run meanwhile, so that the last of a large batch fail though
 * nothing ever did. Tries nothing again: that is left to the SDK.
 * @see https://undici.nodejs.org/#/docs/api/Pool
 */
export function httpConnections({ connectionTimeout, requestTimeout, socketTimeout }: Patience) {
  const pools = new Map<string, Pool>()
  const poolFor = ({ protocol, hostname, port }: Request): Pool => {
    const origin = port === undefined ? `${protocol}//${hostname}` : `${protocol}//${hostname}:${port}`
    const pool = pools.get(origin)
    if (pool) return pool
    const opened = new Pool(origin, {
      connections: CONNECTIONS,
      connect: { timeout: connectionTimeout },
      headersTimeout: requestTimeout,
      bodyTimeout: socketTimeout,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    })
    pools.set(origin, opened)
    return opened
  }
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle(request: Request, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<Answer> {
      if (abortSignal?.aborted) return Promise.reject(aborted(abortSignal))
      const { path, headers, body = null } = request
      const method = request.method as Dispatcher.HttpMethod
      const pool = poolFor(request)
      const { promise, handler } = exchange(abortSignal)
      // A connection is free again at the end of the turn that brought its answer: what that answer leads to can have it.
      setImmediate(() => pool.dispatch({ method, path, headers, body }, handler))
      return promise
    },
    /** The SDK tells its default timeouts; ours are set. */
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      for (const pool of pools.values()) void pool.destroy()
      pools.clear()
    },
  }
}

/** One call: what the pool tells of it, and what becomes of it. */
function exchange(signal: AbortSignal | undefined): {
  readonly promise: Promise<Answer>
  readonly handler: Dispatcher.DispatchHandler
} {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const chunks: Buffer[] = []
  let controller: Dispatcher.DispatchController | undefined
  let statusCode = 0
  const headers: Record<string, string> = {}
  const abort = (): void => {
    const error = aborted(signal)
    controller?.abort(error)
    reject(error)
  }
  signal?.addEventListener('abort', abort, { once: true })
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started
      if (signal?.aborted) abort()
    },
    onResponseStart(_controller, status, received) {
      statusCode = status
      for (const name in received) headers[name] = String(received[name])
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      signal?.removeEventListener('abort', abort)
      const [first = Buffer.alloc(0), ...more] = chunks
      resolve({ response: { statusCode, headers, body: more.length === 0 ? first : Buffer.concat(chunks) } })
    },
    onResponseError(_controller, error) {
      signal?.removeEventListener('abort', abort)
      reject(knownToTheSdk(error))
    },
  }
  return { promise, handler }
}
