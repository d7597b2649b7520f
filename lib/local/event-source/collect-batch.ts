import { receiveMessages, type SqsMessage } from '../emulators/sqs-calls.ts'

export interface BatchRules {
  readonly queueUrl: string
  readonly batchSize: number
  /** How long a batch that is not full waits for more. */
  readonly windowSeconds: number
}

const RECEIVE_LIMIT = 10
const LONG_POLL_SECONDS = 20

/**
 * Waits for messages by one long poll; gives none when it ends empty. Once `stopping` says so it hands over what it
 * has, and `signal` breaks it off.
 */
export async function collectBatch(
  rules: BatchRules,
  stopping: () => boolean,
  signal: AbortSignal,
): Promise<SqsMessage[]> {
  const batch: SqsMessage[] = []
  const receive = async (waitTimeSeconds: number): Promise<number> => {
    const maxNumberOfMessages = Math.min(RECEIVE_LIMIT, rules.batchSize - batch.length)
    const received = await receiveMessages(rules.queueUrl, { maxNumberOfMessages, waitTimeSeconds, signal })
    batch.push(...received)
    return received.length
  }

  if ((await receive(LONG_POLL_SECONDS)) === 0) return batch
  const windowEnds = Date.now() + rules.windowSeconds * 1000
  while (batch.length < rules.batchSize && !stopping()) {
    const left = Math.max(0, windowEnds - Date.now())
    const count = await receive(Math.min(left / 1000, LONG_POLL_SECONDS))
    if (count === 0 && left === 0) break
  }
  return batch
}
