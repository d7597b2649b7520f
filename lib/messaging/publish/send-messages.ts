import type { OutgoingMessage, Publisher, SendResult } from '../ports.ts'
import { messageBytes } from '../route/outgoing-message.ts'

/** SNS's own limits on one call. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_MESSAGES_PER_CALL = 10
const MAX_BYTES_PER_CALL = 256 * 1024
/** Calls at a time of one request, so that one batch does not use up the connections of a function. */
const MAX_CALLS_AT_A_TIME = 10

/**
 * Sends messages in as few calls as SNS allows and gives one result for each, in order.
 * Standard topics: calls run side by side. Ordered ones: one after another, and once a message of a group has failed,
 * the group's later ones are not sent, so that none overtakes it.
 */
export async function sendMessages(
  publisher: Publisher,
  topic: string,
  ordered: boolean,
  messages: readonly OutgoingMessage[],
): Promise<readonly SendResult[]> {
  const results: SendResult[] = new Array(messages.length)
  const failedGroups = new Set<string>()
  const calls = splitIntoCalls(messages)
  const send = async (call: readonly number[]): Promise<void> => {
    const sendable = call.filter((index) => !failedGroups.has(messages[index]?.groupId ?? ''))
    for (const index of call) if (!sendable.includes(index)) results[index] = HELD_BACK
    if (sendable.length === 0) return
    const sent = await publisher.publish(
      topic,
      sendable.map((index) => messages[index] as OutgoingMessage),
    )
    for (const [position, index] of sendable.entries()) {
      const result = sent[position] as SendResult
      results[index] = result
      if (ordered && !result.ok) failedGroups.add(messages[index]?.groupId ?? '')
    }
  }
  await runBounded(calls, ordered ? 1 : MAX_CALLS_AT_A_TIME, send)
  return results
}

const HELD_BACK: SendResult = {
  ok: false,
  retriable: true,
  code: 'HeldBack',
  detail: 'An earlier event of the same partition key was not published; this one was not sent.',
}

/** Positions of messages, grouped by what fits into one call, in order. */
function splitIntoCalls(messages: readonly OutgoingMessage[]): number[][] {
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

async function runBounded<T>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const remaining = items.values()
  const runner = async (): Promise<void> => {
    for (const item of remaining) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner))
}
