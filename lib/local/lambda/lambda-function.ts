import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Log } from '../log.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { FunctionError } from './function-error.ts'
import { type FunctionThread, startThread, type ThreadOptions } from './function-thread.ts'
import type { Invocation } from './thread-messages.ts'

/** A Lambda function that runs its bundle in threads of this process, one invocation at a time in each. */
export interface LambdaFunction {
  readonly name: string
  readonly arn: string
  readonly timeoutSeconds: number
  /**
   * Runs the handler. Rejects with a FunctionError where Lambda would answer one, also when all of its reserved
   * concurrency is in use; a function that reserves none waits for a free thread.
   */
  invoke(event: unknown): Promise<unknown>
  /** Ends every thread now: invocations in flight fail as a crash, the next one starts cold. */
  kill(): void
  /** Ends one thread that is at work, as a crash in the middle of its invocation. False when none is at work. */
  crash(): boolean
  /** Later invocations start cold, from this folder if one is given; those in flight end as they began. */
  reload(codeDirectory?: string): Promise<void>
  /** Invocations in flight fail as a crash. Resolves when no thread is left. */
  close(): Promise<void>
}

export interface FunctionDefinition {
  readonly name: string
  readonly arn: string
  /** The folder with the bundle. */
  readonly codeDirectory: string
  /** Module and export, such as `index.handler`. */
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly memorySize: number
  readonly reservedConcurrency?: number
  readonly log: Log
}

/** How many threads a function may have at home when it reserves no concurrency. */
const LOCAL_CONCURRENCY = 10
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, of the event and of the answer. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024

export function createLambdaFunction(definition: FunctionDefinition): LambdaFunction {
  const { name, arn, timeoutSeconds, reservedConcurrency, log } = definition
  const limit = concurrencyLimit(reservedConcurrency ?? LOCAL_CONCURRENCY)
  const threads = new Set<FunctionThread>()
  const idle: FunctionThread[] = []
  let current = definition
  let generation = 0
  let closed = false

  const takeThread = (): FunctionThread => {
    for (let warm = idle.pop(); warm !== undefined; warm = idle.pop()) {
      if (!warm.ended) return warm
      threads.delete(warm)
    }
    const thread = startThread(threadOptions(current))
    threads.add(thread)
    return thread
  }
  const endThread = async (thread: FunctionThread): Promise<void> => {
    await thread.end()
    threads.delete(thread)
  }
  const giveBack = (thread: FunctionThread, startedIn: number): void => {
    if (startedIn === generation && !thread.ended && !closed) idle.push(thread)
    else void endThread(thread)
  }
  const runInThread = async (event: string): Promise<string> => {
    if (closed) throw new FunctionError('Runtime.ExitError', `${name} was closed.`)
    const startedIn = generation
    const thread = takeThread()
    try {
      return await thread.invoke(invocation(current, event))
    } finally {
      giveBack(thread, startedIn)
    }
  }
  const endAll = async (): Promise<void> => {
    generation += 1
    idle.length = 0
    await Promise.all([...threads].map(endThread))
  }
  const takePlace = async (): Promise<() => void> => {
    if (reservedConcurrency === undefined) return await limit.acquire()
    const place = limit.tryAcquire()
    if (place) return place
    throw new FunctionError('TooManyRequestsException', 'Rate Exceeded.')
  }

  return {
    name,
    arn,
    timeoutSeconds,
    invoke: async (event) => {
      const payload = eventPayload(event)
      const release = await takePlace()
      try {
        return answerOf(await runInThread(payload))
      } catch (error) {
        if (!closed) log({ source: name, text: invokeError(error) })
        throw error
      } finally {
        release()
      }
    },
    kill: () => void endAll(),
    crash: () => endFirst([...threads].filter((thread) => !thread.ended && !idle.includes(thread))),
    reload: async (codeDirectory = current.codeDirectory) => {
      threadOptions({ ...current, codeDirectory })
      current = { ...current, codeDirectory }
      generation += 1
      await Promise.all(idle.splice(0).map(endThread))
    },
    close: async () => {
      closed = true
      await endAll()
    },
  }
}

/** False when there is none. */
function endFirst([first]: readonly FunctionThread[]): boolean {
  void first?.end()
  return first !== undefined
}

/** As Lambda's runtime logs it. */
function invokeError(error: unknown): string {
  return `ERROR\tInvoke Error\t${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function invocation(definition: FunctionDefinition, event: string): Omit<Invocation, 'deadline'> {
  return {
    requestId: randomUUID(),
    event,
    functionName: definition.name,
    functionArn: definition.arn,
    memorySize: definition.memorySize,
  }
}

function eventPayload(event: unknown): string {
  const payload = JSON.stringify(event)
  if (Buffer.byteLength(payload) <= PAYLOAD_LIMIT_BYTES) return payload
  throw new FunctionError(
    'RequestTooLargeException',
    'The event is larger than 6 MB, the limit of an invocation.',
  )
}

function answerOf(payload: string): unknown {
  if (Buffer.byteLength(payload) <= PAYLOAD_LIMIT_BYTES) return JSON.parse(payload)
  throw new FunctionError(
    'Function.ResponseSizeTooLarge',
    'Response payload size exceeded maximum allowed payload size.',
  )
}

function threadOptions(definition: FunctionDefinition): ThreadOptions {
  const separator = definition.handler.lastIndexOf('.')
  const moduleName = definition.handler.slice(0, separator)
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => join(definition.codeDirectory, moduleName + extension))
    .find((path) => existsSync(path))
  if (file === undefined) {
    throw new FunctionError(
      'Runtime.ImportModuleError',
      `Cannot find module '${moduleName}' (.mjs, .js or .cjs) in ${definition.codeDirectory}`,
    )
  }
  return {
    ...definition,
    moduleUrl: pathToFileURL(file).href,
    exportName: definition.handler.slice(separator + 1),
  }
}
