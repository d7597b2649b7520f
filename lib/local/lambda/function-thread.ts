import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { Log } from '../log.ts'
import { FunctionError } from './function-error.ts'
import type { Invocation, ThreadData, ThreadMessage } from './thread-messages.ts'

/** One warm execution environment. It runs one invocation at a time and is of no use after `end`. */
export interface FunctionThread {
  /** Gives the result as JSON. Rejects with a FunctionError when the handler fails, times out or the thread dies. */
  invoke(invocation: Omit<Invocation, 'deadline'>): Promise<string>
  readonly ended: boolean
  /** Terminates now: an invocation in flight fails with this error at once. Resolves when the thread is gone. */
  end(reason?: FunctionError): Promise<void>
}

export interface ThreadOptions extends ThreadData {
  readonly name: string
  readonly environment: Readonly<Record<string, string>>
  readonly memorySize: number
  readonly timeoutSeconds: number
  readonly log: Log
}

interface Waiting {
  readonly resolve: (payload: string) => void
  readonly reject: (error: FunctionError) => void
}

/** Lambda's own limit for loading a function's module. */
const INIT_TIMEOUT_SECONDS = 10

export function startThread(options: ThreadOptions): FunctionThread {
  const worker = createWorker(options)
  let waiting: Waiting | undefined
  let ended = false
  let death: FunctionError | undefined

  const settle = (act: (waiting: Waiting) => void): void => {
    const current = waiting
    waiting = undefined
    if (current !== undefined) act(current)
  }
  const end = async (reason = crash(KILLED)): Promise<void> => {
    death ??= reason
    ended = true
    settle(({ reject }) => reject(death ?? reason))
    await worker.terminate()
  }
  const nextMessage = (timeoutSeconds: number): Promise<string> =>
    new Promise((resolve, reject) => {
      if (death !== undefined) return reject(death)
      const timer = setTimeout(() => void end(timedOut(timeoutSeconds)), timeoutSeconds * 1000)
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer)
          settle(value)
        }
      waiting = { resolve: settled(resolve), reject: settled(reject) }
    })

  worker.on('message', (message: ThreadMessage) =>
    settle(({ resolve, reject }) => {
      if (message.kind === 'error') reject(thrown(message.error))
      else resolve(message.kind === 'result' ? message.payload : '')
    }),
  )
  worker.on('error', (error) => void end(uncaught(error)))
  worker.on('exit', (code) => void end(crash(`Runtime exited with error: exit status ${code}`)))
  const ready = nextMessage(INIT_TIMEOUT_SECONDS)
  ready.catch(end)

  return {
    get ended() {
      return ended
    },
    end,
    invoke: async (invocation) => {
      try {
        await ready
        worker.postMessage({
          ...invocation,
          deadline: Date.now() + options.timeoutSeconds * 1000,
        } satisfies Invocation)
        return await nextMessage(options.timeoutSeconds)
      } catch (error) {
        throw error instanceof FunctionError ? withRequestId(error, invocation.requestId) : error
      }
    },
  }
}

function createWorker(options: ThreadOptions): Worker {
  const data: ThreadData = { moduleUrl: options.moduleUrl, exportName: options.exportName }
  const sourceMaps = options.environment['NODE_OPTIONS']?.includes('--enable-source-maps') === true
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    name: options.name,
    workerData: data,
    env: { ...options.environment },
    execArgv: sourceMaps ? ['--enable-source-maps'] : [],
    resourceLimits: { maxOldGenerationSizeMb: options.memorySize },
    stdout: true,
    stderr: true,
  })
  for (const stream of [worker.stdout, worker.stderr]) {
    createInterface({ input: stream }).on('line', (text) => options.log({ source: options.name, text }))
  }
  return worker
}

const KILLED = 'Runtime exited with error: signal: killed'

const crash = (message: string): FunctionError => new FunctionError('Runtime.ExitError', message)

const timedOut = (seconds: number): FunctionError =>
  new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`)

const thrown = (error: { errorType: string; errorMessage: string; stack?: string }): FunctionError =>
  new FunctionError(error.errorType, error.errorMessage, error.stack)

function uncaught(error: unknown): FunctionError {
  if (!(error instanceof Error)) return crash(`Runtime exited with error: ${String(error)}`)
  // Lambda kills a process that outgrows its memory, without a word more.
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return crash(KILLED)
  return new FunctionError(error.name, error.message, error.stack)
}

/** Lambda names the request in the errors that it words itself. */
function withRequestId(error: FunctionError, requestId: string): FunctionError {
  if (error.errorType !== 'Runtime.ExitError' && error.errorType !== 'Sandbox.Timedout') return error
  return new FunctionError(error.errorType, `RequestId: ${requestId} Error: ${error.errorMessage}`)
}
