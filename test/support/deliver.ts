import * as z from 'zod'
import { memoryClaimStore } from '../../lib/adapters/memory/memory-claim-store.ts'
import { type MemoryItem, memoryLedger } from '../../lib/adapters/memory/memory-ledger.ts'
import { type MemoryMetrics, memoryMetrics } from '../../lib/adapters/memory/memory-metrics.ts'
import { type MemoryPublisher, memoryPublisher } from '../../lib/adapters/memory/memory-publisher.ts'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { claimingPublisher } from '../../lib/messaging/claim-check/claiming-publisher.ts'
import type { ConsumeDependencies } from '../../lib/messaging/consume/dependencies.ts'
import type { Handler, HandlerContext, ReceivedEvent } from '../../lib/messaging/consume/handler.ts'
import type { IncomingRecord } from '../../lib/messaging/consume/incoming-record.ts'
import type { BatchResponse } from '../../lib/messaging/consume/outcome.ts'
import { runBatch } from '../../lib/messaging/consume/run-batch.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { eventKey } from '../../lib/messaging/fingerprint.ts'
import type {
  ClaimStore,
  DeliveryRecord,
  Ledger,
  Publisher,
  Queue,
  ReceivedMessage,
} from '../../lib/messaging/ports.ts'
import { defineTopology } from '../../lib/topology/define-topology.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import { type FakeClock, fakeClock, fakeRandom } from './fake-clock.ts'

const schema = z.object({ n: z.number() })
const DEFINITION = {
  name: 'test',
  topics: {
    orders: {
      events: {
        placed: { schema },
        shipped: { schema },
        refunded: { versions: { 1: schema, 2: schema } },
        counted: { schema: z.record(z.string(), z.number()) },
      },
    },
    steps: { ordered: true, partitionKey: '/group', events: { placed: { schema: z.unknown() } } },
  },
  subscriptions: {
    billing: { topic: 'orders', publishes: ['orders', 'steps'], retry: { maxAttempts: 3 } },
    archive: { topic: 'steps', retry: { maxAttempts: 3 } },
    patient: { topic: 'orders', retry: { maxAttempts: 30 } },
  },
} as const
const topology = defineTopology(DEFINITION)

export type Context = HandlerContext<MemoryItem>
export type TestHandler = (event: ReceivedEvent, context: Context) => unknown

type Attribute =
  | 'id'
  | 'source'
  | 'type'
  | 'subject'
  | 'time'
  | 'dataschema'
  | 'partitionkey'
  | 'traceparent'
  | 'tracestate'

/** What a test may put in place of the memory adapters. */
export interface BenchOptions {
  readonly subscription?: 'billing' | 'archive' | 'patient'
  readonly fraction?: number
  readonly ledger?: (ledger: Ledger<MemoryItem>) => Ledger<MemoryItem>
  readonly queue?: (queue: Queue) => Queue
  readonly deadLetters?: (queue: Queue) => Queue
  readonly claims?: (store: ClaimStore) => ClaimStore
  readonly publisher?: (publisher: Publisher) => Publisher
}

/** A consumer with its queue, dead-letter queue and ledger in memory, and a clock that stands still. */
export interface Bench {
  readonly clock: FakeClock
  readonly deps: ConsumeDependencies
  readonly publisher: MemoryPublisher
  readonly metrics: MemoryMetrics
  readonly ledger: Ledger<MemoryItem>
  readonly logged: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[]
  /** Puts an event on the queue; gives its message id. */
  arrives(
    event?: Partial<Record<Attribute, string>> & { readonly data?: unknown; readonly group?: string },
  ): Promise<string>
  arrivesText(body: string, attributes?: Readonly<Record<string, string>>, group?: string): Promise<string>
  /** Receives all that is visible, as one batch. */
  receives(): Promise<readonly IncomingRecord[]>
  runs(records: readonly IncomingRecord[], remainingMilliseconds?: number): Promise<BatchResponse>
  /** Receives, runs, and acknowledges as Lambda does; gives the message ids that failed. */
  delivers(remainingMilliseconds?: number): Promise<readonly string[]>
  acknowledges(records: readonly IncomingRecord[], response: BatchResponse): Promise<void>
  /** Message id → seconds, as SQS was told after a failure. */
  readonly delays: ReadonlyMap<string, number>
  deadLetters(): Promise<readonly ReceivedMessage[]>
  record(id?: string): Promise<DeliveryRecord | undefined>
}

const VISIBILITY_SECONDS = 180

export function bench(
  handle: TestHandler | Readonly<Record<string, TestHandler>>,
  options: BenchOptions = {},
): Bench {
  const clock = fakeClock()
  const random = fakeRandom(options.fraction)
  const subscription = subscriptionSettings(topology, options.subscription ?? 'billing')
  const ledger = memoryLedger()
  const queue = memoryQueue(clock, random)
  const deadQueue = memoryQueue(clock, random)
  const publisher = memoryPublisher(['orders', 'steps'])
  const store = memoryClaimStore()
  const claims = options.claims?.(store) ?? store
  const metrics = memoryMetrics()
  const logged: Bench['logged'] = []
  const log = (message: string, fields: Readonly<Record<string, unknown>>) => logged.push({ message, fields })
  const handlers = typeof handle === 'function' ? { placed: handle } : handle
  const handles = new Map<string, string>()
  const delays = new Map<string, number>()
  const watched: Queue = {
    ...queue,
    async changeVisibility(receiptHandle, seconds) {
      await queue.changeVisibility(receiptHandle, seconds)
      delays.set(handles.get(receiptHandle) ?? '', seconds)
    },
  }
  const deps: ConsumeDependencies = {
    ...{
      topology,
      subscription,
      publisher: claimingPublisher(options.publisher?.(publisher) ?? publisher, claims),
      claims,
      clock,
      random,
      environment: { LEVEL: '1' },
      tables: { stock: 'T' },
    },
    handlers: handlers as Readonly<Record<string, Handler>>,
    ledger: (options.ledger?.(ledger) ?? ledger) as Ledger,
    queue: options.queue?.(watched) ?? watched,
    deadLetters: options.deadLetters?.(deadQueue) ?? deadQueue,
    logger: { info: log, warn: log },
    metrics,
  }
  let count = 0
  const receives = async () => {
    const received = await queue.receive(Number.MAX_SAFE_INTEGER, VISIBILITY_SECONDS)
    for (const { receiptHandle, messageId } of received) handles.set(receiptHandle, messageId)
    return received
  }
  const acknowledges = async (records: readonly IncomingRecord[], response: BatchResponse) => {
    const failed = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    for (const record of records)
      if (!failed.includes(record.messageId)) await queue.delete(record.receiptHandle)
  }
  const runs = (records: readonly IncomingRecord[], remaining = 30_000) => runBatch(deps, records, remaining)
  const send = async (body: string, attributes: Readonly<Record<string, string>>, group?: string) => {
    count += 1
    const ids = { groupId: group ?? 'g', deduplicationId: `d-${count}` }
    const { messageId } = await queue.send({ body, attributes, ...(subscription.ordered ? ids : {}) })
    return messageId
  }
  return {
    ...{ clock, deps, publisher, metrics, ledger, logged, delays, receives, runs, acknowledges },
    arrives: ({ data = { n: 1 }, group, ...attributes } = {}) => {
      const json = JSON.stringify(data)
      const defaults = { id: 'e-1', source: '/shop', type: 'placed' }
      return send(
        toEnvelope({ attributes: { ...defaults, ...attributes }, data: { json } }),
        { type: 'placed' },
        group,
      )
    },
    arrivesText: (body, attributes = {}, group) => send(body, attributes, group),
    async delivers(remaining) {
      const records = await receives()
      const response = await runs(records, remaining)
      await acknowledges(records, response)
      return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    },
    deadLetters: () => deadQueue.receive(100, 0),
    async record(id = 'e-1') {
      const records = await ledger.find(eventKey('/shop', id), Math.floor(clock.now() / 1000))
      return records.find((record) => record.subscription === subscription.name)
    },
  }
}
