import * as z from 'zod'
import { memoryClaimStore } from '../../lib/adapters/memory/memory-claim-store.ts'
import { memoryPublishKeys } from '../../lib/adapters/memory/memory-publish-keys.ts'
import { type MemoryPublisher, memoryPublisher } from '../../lib/adapters/memory/memory-publisher.ts'
import { claimingPublisher } from '../../lib/messaging/claim-check/claiming-publisher.ts'
import type { HttpResponse } from '../../lib/messaging/http.ts'
import type { Publisher } from '../../lib/messaging/ports.ts'
import { Problem, type ProblemDocument } from '../../lib/messaging/problem.ts'
import { handlePublish } from '../../lib/messaging/publish/handle-publish.ts'
import type { PublishKeys } from '../../lib/messaging/publish/ports.ts'
import { defineTopology } from '../../lib/topology/define-topology.ts'
import { type FakeClock, fakeClock, fakeRandom } from './fake-clock.ts'

const note = z.object({ text: z.string() })
const topology = defineTopology({
  name: 'endpoint',
  topics: {
    notes: {
      events: {
        written: { schema: note },
        revised: { versions: { 1: note, 2: z.object({ text: z.int() }) } },
      },
    },
    steps: { ordered: true, partitionKey: '/group', events: { taken: { schema: z.unknown() } } },
    shut: {
      events: { said: { schema: z.unknown() } },
      publishers: {
        principals: ['arn:aws:iam::1:role/shop-*', 'arn:aws:iam::1:user/ann'],
        sources: ['/shop/*'],
      },
    },
  },
  subscriptions: {},
})

/** What a test may put in place of the memory adapters. */
export interface EndpointOptions {
  readonly publisher?: (publisher: Publisher) => Publisher
  readonly keys?: (keys: PublishKeys) => PublishKeys
}

export interface PublishRequest {
  readonly topic?: string
  readonly principal?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string
  /** The body: text as it is, anything else as JSON. */
  readonly body?: unknown
}

/** The publish endpoint with its adapters in memory, and a clock that stands still. */
export interface Endpoint {
  readonly clock: FakeClock
  readonly publisher: MemoryPublisher
  readonly logged: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[]
  answers(request?: PublishRequest): Promise<HttpResponse>
  /** The document of a request that is refused as a whole. */
  refuses(request?: PublishRequest): Promise<ProblemDocument>
  /** The events that SNS was given on a topic. */
  sent(topic?: string): readonly Readonly<Record<string, unknown>>[]
}

export function endpoint(options: EndpointOptions = {}): Endpoint {
  const clock = fakeClock()
  const publisher = memoryPublisher(Object.keys(topology.topics))
  const keys = memoryPublishKeys()
  const claims = memoryClaimStore()
  const logged: Endpoint['logged'] = []
  const log = (message: string, fields: Readonly<Record<string, unknown>>) => logged.push({ message, fields })
  const deps = {
    ...{ topology, clock, random: fakeRandom(), bucket: claims.bucket },
    publisher: claimingPublisher(options.publisher?.(publisher) ?? publisher, claims),
    keys: options.keys?.(keys) ?? keys,
    logger: { info: log, warn: log },
    metrics: { add: () => undefined },
  }
  const answers = async (request: PublishRequest = {}): Promise<HttpResponse> => {
    const { topic = 'notes', key, headers, body = { type: 'written', data: { text: 'a' } } } = request
    return handlePublish(deps, {
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      path: topic === '' ? ({} as Record<string, string>) : { topic },
      query: {},
      body:
        body instanceof Uint8Array
          ? body
          : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      principal: request.principal ?? 'local',
      remainingMilliseconds: 29_000,
    })
  }
  return {
    ...{ clock, publisher, logged, answers },
    async refuses(request) {
      try {
        const { status } = await answers(request)
        throw new Error(`It was answered: ${status}.`)
      } catch (error) {
        if (error instanceof Problem) return error.toDocument()
        throw error
      }
    },
    sent: (topic = 'notes') => (publisher.messages.get(topic) ?? []).map(({ body }) => JSON.parse(body)),
  }
}
