import { receiveMessages, type SqsMessage } from '../emulators/sqs-calls.ts'

export interface BatchRules {
  readonly queueUrl: string
  readonly batchSize: number
  /** How long a batch that is not full waits for more. */
  readonly windowSeconds: number
}

const RECEIVE_LIMIT = 10
const LONG_POLL_SECONDS = 20
/** Lambda hands a batch over when its messages reach the 6 MB that an invocation may carry. */
const BATCH_LIMIT_BYTES = 6 * 1024 * 1024

/** Waits for messages by one long poll; gives none when it ends empty or `signal` aborts. */
export async function collectBatch(rules: BatchRules, signal: AbortSignal): Promise<SqsMessage[]> {
  const batch: SqsMessage[] = []
  let bytes = 0
  const receive = async (waitTimeSeconds: number): Promise<number> => {
    const maxNumberOfMessages = Math.min(RECEIVE_LIMIT, rules.batchSize - batch.length)
    const received = await receiveMessages(rules.queueUrl, { maxNumberOfMessages, waitTimeSeconds, signal })
    batch.push(...received)
    bytes += received.reduce((total, message) => total + Buffer.byteLength(message.Body), 0)
    return received.length
  }
  const hasRoom = (): boolean => batch.length < rules.batchSize && bytes < BATCH_LIMIT_BYTES / 2

  if ((await receive(LONG_POLL_SECONDS)) === 0) return batch
  const windowEnds = Date.now() + rules.windowSeconds * 1000
  while (hasRoom() && !signal.aborted) {
    const left = Math.max(0, windowEnds - Date.now())
    const count = await receive(Math.min(left / 1000, LONG_POLL_SECONDS))
    if (count === 0 && left === 0) break
  }
  return batch
}
