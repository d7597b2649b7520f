import type { OutgoingMessage, Publisher } from '../../messaging/ports.ts'

/** SNS's own limits on one call. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_MESSAGES = 10

export interface MemoryPublisher extends Publisher {
  /** What each topic was given, in order. A FIFO topic's repeats are accepted but not kept, as SNS does. */
  readonly messages: ReadonlyMap<string, readonly OutgoingMessage[]>
}

/** Knows the topics that it is given; a message for another one is refused for good. */
export function memoryPublisher(topics: readonly string[]): MemoryPublisher {
  const messages = new Map<string, OutgoingMessage[]>(topics.map((topic) => [topic, []]))
  let sequence = 0
  return {
    messages,
    async publish(topic, outgoing, signal) {
      if (signal?.aborted) return outgoing.map(() => ABORTED)
      const kept = messages.get(topic)
      if (!kept) return outgoing.map(() => refused('NotFound', `Topic '${topic}' does not exist.`))
      if (outgoing.length > MAX_MESSAGES) {
        return outgoing.map(() => refused('TooManyEntriesInBatchRequest', `At most ${MAX_MESSAGES} fit.`))
      }
      return outgoing.map((message) => {
        sequence += 1
        if (!isRepeat(kept, message)) kept.push(message)
        return { ok: true, messageId: `message-${sequence}` }
      })
    },
  }
}

const ABORTED = { ok: false, retriable: true, code: 'NoTime', detail: 'The call was aborted.' } as const

const refused = (code: string, detail: string) => ({ ok: false, retriable: false, code, detail }) as const

function isRepeat(kept: readonly OutgoingMessage[], { deduplicationId }: OutgoingMessage): boolean {
  return deduplicationId !== undefined && kept.some((message) => message.deduplicationId === deduplicationId)
}
