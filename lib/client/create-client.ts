import type { TopicName, Topology } from '../topology/types.ts'
import type { Connection } from './attempt.ts'
import { autoBatch } from './auto-batch.ts'
import { type ClientOptions, clientSettings } from './client-options.ts'
import { endpointAt } from './endpoint.ts'
import type { NewEvent, NewEventOf } from './new-event.ts'
import { publishEvents } from './publish-events.ts'
import type { Accepted, PublishResult } from './publish-result.ts'
import { type Call, writeEvent } from './written-event.ts'

export interface CallOptions {
  /**
   * The same key with the same events is the same call, whoever makes it again and when: nothing is published twice.
   * @default - a fresh UUID, the same in all attempts of the call
   */
  readonly idempotencyKey?: string
  /** Ends the call with the signal's reason; whether it was published is then not known. */
  readonly signal?: AbortSignal
}

export interface Client<T extends Topology> {
  /** @throws PublishError when the event was refused, or when it is not known whether it was published */
  publish<Topic extends TopicName<T>>(
    topic: Topic,
    event: NewEventOf<T, Topic>,
    options?: CallOptions,
  ): Promise<Accepted>
  /**
   * Publishes any number of events, in as many requests as it takes. One result for each, in order: a bad event has
   * no effect on its neighbours, and what is refused is told, not thrown.
   */
  publishBatch<Topic extends TopicName<T>>(
    topic: Topic,
    events: readonly NewEventOf<T, Topic>[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]>
}

/**
 * Publishes to a bus, typed by its topology: the topic gives the event types, the type gives the data.
 *
 * Every call has an idempotency key, and every event an id made of it. A call that got no answer, or one that may
 * change (429, 409, 5xx), is repeated as it was: an event is accepted late rather than twice.
 *
 * @example createClient(topology, { url: 'http://127.0.0.1:4000', source: '/checkout' })
 */
export function createClient<T extends Topology>(
  topology: T,
  options: ClientOptions & { readonly url: string },
): Client<T>
/**
 * The same without the topology itself: its type is enough, and schemas stay out of the program.
 *
 * @example createClient<typeof topology>('http://127.0.0.1:4000', { source: '/checkout' })
 */
export function createClient<T extends Topology>(url: string, options: ClientOptions): Client<T>
export function createClient(
  topologyOrUrl: Topology | string,
  options: ClientOptions & { readonly url?: string },
): Client<Topology> {
  const [topics, url] =
    typeof topologyOrUrl === 'string'
      ? [undefined, topologyOrUrl]
      : [Object.keys(topologyOrUrl.topics), options.url ?? '']
  const settings = clientSettings(options)
  return clientOf({ endpoint: endpointAt(url, options), settings }, topics)
}

function clientOf(connection: Connection, topics: readonly string[] | undefined): Client<Topology> {
  const { source, platform, autoBatch: batches = false } = connection.settings
  const freshKey = (): string => platform.random.uuid()
  const callOf = (topic: string, { idempotencyKey, signal }: CallOptions): Call => {
    if (topics && !topics.includes(topic)) {
      throw new TypeError(`'${topic}' is not a topic of this topology. Topics: ${topics.join(', ')}.`)
    }
    signal?.throwIfAborted()
    const time = new Date(platform.clock.now()).toISOString()
    return { topic, source, time, key: checkedKey(idempotencyKey ?? freshKey()) }
  }
  const together = autoBatch((topic, events) =>
    publishEvents(
      connection,
      { topic, key: events.length === 1 ? (events[0]?.key ?? '') : freshKey() },
      events,
    ),
  )
  const publishOne = async (call: Call, event: NewEvent, signal?: AbortSignal): Promise<PublishResult> => {
    const writing = writeEvent(event, call)
    if (batches) return together(call.topic, writing, signal)
    const results = await publishEvents(connection, { ...call, ...(signal && { signal }) }, [await writing])
    return results[0] as PublishResult
  }
  return {
    async publish(topic, event, options = {}) {
      const result = await publishOne(callOf(topic, options), event, options.signal)
      if (!result.accepted) throw result.error
      return result
    },
    async publishBatch(topic, events, options = {}) {
      const call = callOf(topic, options)
      const written = await Promise.all(events.map((event, index) => writeEvent(event, call, index)))
      const { signal } = options
      return publishEvents(connection, { ...call, ...(signal && { signal }) }, written)
    },
  }
}

/** @throws TypeError when a header cannot carry it */
function checkedKey(key: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key
  throw new TypeError('An idempotency key has 1 to 255 printable ASCII characters, such as a UUID.')
}
