import type { OutgoingMessage } from '../ports.ts'
import { messageBytes } from '../route/outgoing-message.ts'

/** SNS's own limits on one call. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_MESSAGES_PER_CALL = 10
const MAX_BYTES_PER_CALL = 256 * 1024

/** Positions of messages, grouped by what fits into one call, in order. A message that is too large has its own. */
export function splitIntoCalls(messages: readonly OutgoingMessage[]): number[][] {
  const calls: number[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const [index, message] of messages.entries()) {
    const size = messageBytes(message)
    const last = calls.at(-1)
    if (!last || last.length === MAX_MESSAGES_PER_CALL || bytes + size > MAX_BYTES_PER_CALL) {
      calls.push([index])
      bytes = size
    } else {
      last.push(index)
      bytes += size
    }
  }
  return calls
}
