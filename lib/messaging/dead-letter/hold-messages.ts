import type { Queue, ReceivedMessage } from '../ports.ts'

/** Long enough to look at everything; what is not redriven is shown again at once. */
export const HOLD_SECONDS = 120
/** SQS's own limit on one call. */
const MAX_A_CALL = 10
/** Of bodies in hand: they may have a megabyte each, and what has them in hand is a function with one or two hundred. */
const MAX_BYTES = 128 * 1024 * 1024
/** Calls at a time, once the first has shown that there are many. */
const RECEIVERS = 10

/** For one message among very many. */
export interface MessageSearch {
  isIt(message: ReceivedMessage): boolean
  /** Whether none after this one need be looked at. */
  isEnough(message: ReceivedMessage): boolean
}

/** Messages in hand. */
export interface Held {
  readonly messages: readonly ReceivedMessage[]
  /** Whether there may be more: something else ended it than a queue that had nothing left to show. */
  readonly isPart: boolean
}

/**
 * Takes up to `limit` messages, and about 128 MiB of them, into hand: hidden from others for two minutes, unless released. Each
 * receiver goes on until it finds nothing more. When one fails, all are let go. Of a search, what is not it is in hand
 * without its body, however much there is of it.
 */
export async function holdMessages(queue: Queue, limit: number, search?: MessageSearch): Promise<Held> {
  const held = new Map<string, ReceivedMessage>()
  let askedFor = 0
  let [bytes, largest] = [0, 0]
  let [isFound, isEmpty] = [false, false]
  const receive = async (): Promise<number> => {
    const max = Math.min(MAX_A_CALL, limit - held.size - askedFor)
    // What is under way may be as large as the largest so far.
    if (max <= 0 || isFound || bytes + askedFor * largest >= MAX_BYTES) return 0
    askedFor += max
    const received = await queue.receive(max, HOLD_SECONDS)
    askedFor -= max
    isEmpty ||= received.length === 0
    for (const message of received) {
      isFound ||= search?.isEnough(message) === true
      const { body } = search && !search.isIt(message) ? { body: '' } : message
      bytes += body.length
      largest = Math.max(largest, body.length)
      held.set(message.messageId, { ...message, body })
    }
    return received.length
  }
  const receiver = async (): Promise<void> => {
    while ((await receive()) > 0);
  }
  const first = await receive()
  const receivers = first === 0 ? 0 : first < MAX_A_CALL ? 1 : RECEIVERS
  const ended = await Promise.allSettled(Array.from({ length: receivers }, receiver))
  const messages = [...held.values()]
  return lettingGo(queue, messages, async () => {
    for (const end of ended) if (end.status === 'rejected') throw end.reason
    return { messages, isPart: !isEmpty }
  })
}

/** What `use` gives; when it fails, the messages are shown to others again at once, instead of in two minutes. */
export async function lettingGo<T>(
  queue: Queue,
  messages: readonly ReceivedMessage[],
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use()
  } catch (error) {
    // That this fails as well is told by the time that it takes them to come back; why it began is what matters.
    await Promise.allSettled([queue.release(messages.map(({ receiptHandle }) => receiptHandle))])
    throw error
  }
}
