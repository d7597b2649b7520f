import type { PublishResult } from './publish-result.ts'
import type { WrittenEvent } from './written-event.ts'

type SendEvents = (topic: string, events: readonly WrittenEvent[]) => Promise<readonly PublishResult[]>

interface Waiting {
  /** Begun at the call, awaited in the order of the calls. */
  readonly writing: Promise<WrittenEvent>
  readonly signal?: AbortSignal
  resolve(result: Promise<PublishResult>): void
  reject(reason: unknown): void
}

/**
 * Publishes calls of one event: those to one topic that are made in one go, or while earlier ones are under way, go
 * together. There is no timer, and never more than one request per topic, so calls neither wait in vain nor overtake
 * one another. An aborted call that still waits is not sent.
 */
export function autoBatch(
  send: SendEvents,
): (topic: string, writing: Promise<WrittenEvent>, signal?: AbortSignal) => Promise<PublishResult> {
  const lines = new Map<string, Waiting[]>()

  const run = async (topic: string, line: Waiting[]): Promise<void> => {
    while (line.length > 0) {
      // What is called in the same go is there after a turn.
      await Promise.resolve()
      await sendTogether(send, topic, line.splice(0))
    }
    lines.delete(topic)
  }

  const join = (topic: string, waiting: Waiting): void => {
    const line = lines.get(topic)
    if (line) {
      line.push(waiting)
    } else {
      const started = [waiting]
      lines.set(topic, started)
      void run(topic, started)
    }
  }

  return (topic, writing, signal) => {
    // It is awaited later, when it may have failed long since.
    writing.catch(() => undefined)
    let abort = (): void => undefined
    const result = new Promise<PublishResult>((resolve, reject) => {
      abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      join(topic, { writing, resolve, reject, ...(signal && { signal }) })
    })
    return result.finally(() => signal?.removeEventListener('abort', abort))
  }
}

async function sendTogether(send: SendEvents, topic: string, line: readonly Waiting[]): Promise<void> {
  const events: WrittenEvent[] = []
  const callers: Waiting[] = []
  for (const waiting of line.filter(({ signal }) => !signal?.aborted)) {
    try {
      events.push(await waiting.writing)
      callers.push(waiting)
    } catch (error) {
      waiting.reject(error)
    }
  }
  const sending = send(topic, events)
  for (const [index, { resolve }] of callers.entries()) {
    resolve(sending.then((results) => results[index] as PublishResult))
  }
  await sending.catch(() => undefined)
}
