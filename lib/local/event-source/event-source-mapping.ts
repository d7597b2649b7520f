import { setTimeout as delay } from 'node:timers/promises'
import { deleteMessages, type SqsMessage } from '../emulators/sqs-calls.ts'
import { concurrencyLimit } from '../lambda/concurrency-limit.ts'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import type { Log } from '../log.ts'
import { collectBatch } from './collect-batch.ts'
import { deletedAfterPartialResponse } from './partial-batch-response.ts'
import { splitBatch } from './split-batch.ts'
import { sqsEvent } from './sqs-event.ts'

/** What a template says of a mapping. */
export interface MappingRules {
  readonly batchSize: number
  readonly windowSeconds: number
  readonly maximumConcurrency: number
  readonly reportBatchItemFailures: boolean
}

/**
 * Polls a queue and invokes a function with what it receives, at least once for each message. Messages that the
 * function did not handle are left to their visibility timeout.
 */
export interface EventSourceMapping extends Omit<MappingRules, 'reportBatchItemFailures'> {
  readonly id: string
  readonly functionName: string
  readonly functionArn: string
  readonly queueArn: string
  readonly enabled: boolean
  /** In Lambda's words. It is Disabling until what has been received is in the function's hands. */
  readonly state: 'Enabled' | 'Disabling' | 'Disabled'
  reportBatchItemFailures: boolean
  /** Begins to poll, unless the template says that the mapping is disabled. */
  start(): void
  /** Stops receiving; resolves once no more messages can reach the function than those it is already handling. */
  pause(): Promise<void>
  resume(): void
  close(): void
}

export interface EventSourceMappingDefinition extends MappingRules {
  readonly id: string
  readonly queueUrl: string
  readonly queueArn: string
  readonly function: LambdaFunction
  readonly enabled: boolean
  readonly wakePollers: () => void
  readonly log: Log
}

/** The wait after a failed receive, so that a queue that was deleted does not make the loop spin. */
const RECEIVE_RETRY_MS = 1000
const WAKE_EVERY_MS = 20

export function createEventSourceMapping(definition: EventSourceMappingDefinition): EventSourceMapping {
  const limit = concurrencyLimit(definition.maximumConcurrency)
  const closing = new AbortController()
  let enabled = false
  let state: EventSourceMapping['state'] = 'Disabled'
  let polling: Promise<void> = Promise.resolve()

  const poll = async (): Promise<void> => {
    while (enabled) {
      const release = await limit.acquire()
      const received = enabled ? await receiveBatch(definition, () => !enabled, closing.signal) : []
      if (received.length === 0 || closing.signal.aborted) release()
      else {
        const { reportBatchItemFailures } = mapping
        const now = { ...definition, reportBatchItemFailures }
        void handleReceived(now, received, closing.signal).finally(release)
      }
    }
  }
  const mapping: EventSourceMapping = {
    id: definition.id,
    functionName: definition.function.name,
    functionArn: definition.function.arn,
    queueArn: definition.queueArn,
    batchSize: definition.batchSize,
    windowSeconds: definition.windowSeconds,
    maximumConcurrency: definition.maximumConcurrency,
    reportBatchItemFailures: definition.reportBatchItemFailures,
    get enabled() {
      return enabled
    },
    get state() {
      return state
    },
    start: () => {
      if (definition.enabled) mapping.resume()
    },
    resume: () => {
      if (enabled || closing.signal.aborted) return
      enabled = true
      state = 'Enabled'
      polling = polling.then(poll)
    },
    pause: async () => {
      if (enabled) state = 'Disabling'
      enabled = false
      // A poll that is on its way to the queue now begins to wait after the first wake.
      definition.wakePollers()
      const waking = setInterval(definition.wakePollers, WAKE_EVERY_MS)
      await polling
      clearInterval(waking)
      if (!enabled) state = 'Disabled'
    },
    close: () => {
      enabled = false
      closing.abort()
    },
  }
  return mapping
}

async function receiveBatch(
  definition: EventSourceMappingDefinition,
  stopping: () => boolean,
  signal: AbortSignal,
): Promise<SqsMessage[]> {
  try {
    return await collectBatch(definition, stopping, signal)
  } catch (error) {
    if (signal.aborted) return []
    definition.log({
      source: 'local',
      text: `${definition.id} cannot receive from its queue: ${String(error)}`,
    })
    await delay(RECEIVE_RETRY_MS, undefined, { signal }).catch(() => undefined)
    return []
  }
}

async function handleReceived(
  definition: EventSourceMappingDefinition,
  received: readonly SqsMessage[],
  closing: AbortSignal,
): Promise<void> {
  for (const batch of splitBatch(received, definition.queueArn)) await handleBatch(definition, batch, closing)
}

async function handleBatch(
  definition: EventSourceMappingDefinition,
  batch: readonly SqsMessage[],
  closing: AbortSignal,
): Promise<void> {
  try {
    const answer = await definition.function.invoke(sqsEvent(batch, definition.queueArn))
    await deleteMessages(definition.queueUrl, handledMessages(definition, batch, answer))
  } catch (error) {
    if (closing.aborted) return
    const cause = error instanceof Error ? error.message : String(error)
    definition.log({ source: definition.function.name, text: `A batch of ${batch.length} failed: ${cause}` })
  }
}

function handledMessages(
  definition: EventSourceMappingDefinition,
  batch: readonly SqsMessage[],
  answer: unknown,
): readonly SqsMessage[] {
  if (!definition.reportBatchItemFailures) return batch
  const ids = batch.map((message) => message.MessageId)
  const handled = new Set(deletedAfterPartialResponse(JSON.stringify(answer) ?? '', ids))
  return batch.filter((message) => handled.has(message.MessageId))
}
