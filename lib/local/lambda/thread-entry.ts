import { parentPort, workerData } from 'node:worker_threads'
import type { Invocation, ThreadData, ThreadMessage, ThrownError } from './thread-messages.ts'

/** Runs inside a thread: loads one function's module once, then its handler for each invocation. */
type Handler = (event: unknown, context: object) => unknown

const { moduleUrl, exportName } = workerData as ThreadData

function answer(message: ThreadMessage): void {
  parentPort?.postMessage(message)
}

async function loadHandler(): Promise<Handler> {
  const module = await import(moduleUrl)
  const handler = module[exportName] ?? module.default?.[exportName]
  if (typeof handler === 'function') return handler
  const error = new Error(`${exportName} is undefined or not exported`)
  error.name = 'Runtime.HandlerNotFound'
  throw error
}

async function run(handler: Handler, invocation: Invocation): Promise<void> {
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation))
    answer({ kind: 'result', payload: JSON.stringify(result) ?? 'null' })
  } catch (error) {
    answer({ kind: 'error', error: thrownError(error) })
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(invocation: Invocation): object {
  return {
    awsRequestId: invocation.requestId,
    functionName: invocation.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: String(invocation.memorySize),
    logGroupName: `/aws/lambda/${invocation.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  }
}

function thrownError(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) }
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  }
}

try {
  const handler = await loadHandler()
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation))
  answer({ kind: 'ready' })
} catch (error) {
  answer({ kind: 'error', error: thrownError(error) })
}
