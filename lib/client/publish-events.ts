import type { Connection } from './attempt.ts'
import { digest } from './digest.ts'
import { PublishError } from './publish-error.ts'
import type { PublishResult } from './publish-result.ts'
import { publishWithRetries } from './publish-with-retries.ts'
import { splitBatch } from './split-batch.ts'
import type { WrittenEvent } from './written-event.ts'

export interface Publication {
  readonly topic: string
  readonly key: string
  readonly signal?: AbortSignal
}

/**
 * Sends events in as many requests as it takes, one after another, so that their order stays. Each has a key of its
 * own, made of the call's: the same call makes the same requests. When one could not be published for now, those
 * behind it are not sent: they would overtake it.
 */
export async function publishEvents(
  connection: Connection,
  { topic, key, signal }: Publication,
  events: readonly WrittenEvent[],
): Promise<readonly PublishResult[]> {
  const parts = splitBatch(events)
  const results: PublishResult[] = []
  for (const [index, part] of parts.entries()) {
    if (results.some(mayPass)) {
      results.push(...part.map((event) => heldBack(topic, event)))
      continue
    }
    const request = {
      topic,
      key: parts.length === 1 ? key : await digest([key, String(index)]),
      body: part.length === 1 ? (part[0]?.text ?? '') : `[${part.map(({ text }) => text).join(',')}]`,
      isBatch: part.length > 1,
      callKeys: part.map((event) => event.key),
      ...(signal && { signal }),
    }
    results.push(...(await publishWithRetries(connection, request)))
  }
  return results
}

const mayPass = (result: PublishResult): boolean => !result.accepted && result.error.retriable

function heldBack(topic: string, { key }: WrittenEvent): PublishResult {
  const reason = 'An event before it in the batch was not published, so it was not sent.'
  const failure = { accepted: false, reason, retriable: true, mayBePublished: false } as const
  return { accepted: false, error: new PublishError(failure, { topic, key, attempts: 0 }) }
}
