import { type Client, type NewEvent, PublishError, type PublishResult } from '../client/index.ts'
import type { Topology } from '../topology/types.ts'
import type { EventEntry } from './read-events.ts'

/** What became of one entry. */
export interface EntryResult {
  readonly position: string
  readonly result: PublishResult | { readonly accepted: false; readonly error: Error }
}

/** What the endpoint takes in one request, and a client then repeats as one. */
const CHUNK = 1_000

/**
 * Publishes entries in order and tells of each as soon as it is known. An entry that is no event, or that is refused,
 * has no effect on the others. It ends early when the bus takes nothing for now: what was not told of was not sent.
 * The same entries under the same key are published once, however often this is done.
 */
export async function* publishEntries(
  client: Client<Topology>,
  topic: string,
  entries: readonly EventEntry[],
  key: string,
): AsyncGenerator<EntryResult> {
  for (let start = 0; start < entries.length; start += CHUNK) {
    const chunk = entries.slice(start, start + CHUNK)
    const events = chunk.flatMap(({ event }) => (event instanceof Error ? [] : [event as NewEvent]))
    const idempotencyKey = entries.length <= CHUNK ? key : `${key}.${start / CHUNK}`
    const published = (await client.publishBatch(topic, events, { idempotencyKey })).values()
    let mayGoOn = true
    for (const { position, event } of chunk) {
      const result =
        event instanceof Error
          ? ({ accepted: false, error: event } as const)
          : (published.next().value as PublishResult)
      yield { position, result }
      mayGoOn &&= result.accepted || !mayPass(result.error)
    }
    if (!mayGoOn) return
  }
}

/** Whether the same may be accepted later, or may have been already. */
export function mayPass(error: Error): boolean {
  return error instanceof PublishError && (error.retriable || error.mayBePublished)
}
