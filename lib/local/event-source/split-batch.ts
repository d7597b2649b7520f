import type { SqsMessage } from '../emulators/sqs-calls.ts'
import { sqsRecord } from './sqs-event.ts'

/** What an invocation may carry: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const EVENT_LIMIT_BYTES = 6 * 1024 * 1024
/** The event around its records. */
const FRAME_BYTES = 16

/** As few batches as each fit one invocation, in the same order. Only large messages need more than one. */
export function splitBatch(messages: readonly SqsMessage[], queueArn: string): SqsMessage[][] {
  const batches: SqsMessage[][] = []
  let room = 0
  for (const message of messages) {
    const bytes = Buffer.byteLength(JSON.stringify(sqsRecord(message, queueArn))) + 1
    const current = batches.at(-1)
    if (current !== undefined && bytes <= room) {
      current.push(message)
      room -= bytes
    } else {
      batches.push([message])
      room = EVENT_LIMIT_BYTES - FRAME_BYTES - bytes
    }
  }
  return batches
}
