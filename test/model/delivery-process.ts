import * as z from 'zod'
import { type Deadline, OutOfTime } from '../../lib/messaging/consume/deadline.ts'
import type { ConsumeDependencies } from '../../lib/messaging/consume/dependencies.ts'
import { handleRecord } from '../../lib/messaging/consume/handle-record.ts'
import type { Handler } from '../../lib/messaging/consume/handler.ts'
import type { Outcome } from '../../lib/messaging/consume/outcome.ts'
import { readRecord } from '../../lib/messaging/consume/read-record.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { NonRetriableError } from '../../lib/messaging/errors.ts'
import type { DeliveryRecord, RecordVersion } from '../../lib/messaging/ports.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'

/** How a handler makes its effect: in the ledger's transaction, or somewhere else. */
export type HandlerKind = 'commit' | 'plain'

/** One delivery of the one event. Copies of a message share its id; a redrive has another, and a later time. */
export interface DeliveryOf {
  readonly name: string
  readonly messageId: string
  readonly sentAt: number
}

/** A call that a delivery makes to the world outside, and waits for. */
export type Operation =
  | { readonly call: 'insert'; readonly record: DeliveryRecord; readonly nowSeconds: number }
  | { readonly call: 'replace'; readonly record: DeliveryRecord; readonly over: RecordVersion }
  | { readonly call: 'commit'; readonly record: DeliveryRecord; readonly over: RecordVersion }
  | { readonly call: 'effect' }
  | { readonly call: 'bury' }

/** What a delivery has seen so far, in order: all that its next step can depend on. */
export interface Seen {
  /** Which of its operations was answered, by position; 'deadline' when its time ran out. */
  readonly of: number | 'deadline'
  /** The time then. */
  readonly at: number
  readonly answer: Answer
}

export type Answer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly name: 'Error' | 'NonRetriableError' }

/** Where a delivery stands: the operations that it waits for, or how it ended. */
export interface Standing {
  readonly operations: readonly Operation[]
  readonly waiting: readonly number[]
  readonly running: boolean
  readonly outcome?: Outcome | 'rejected'
}

const topology = defineTopology({
  name: 'modelled',
  topics: { work: { events: { asked: { schema: z.unknown() } } } },
  subscriptions: { worker: { topic: 'work', retry: { maxAttempts: 3 } } },
})
const body = toEnvelope({ attributes: { id: 'i', source: '/s', type: 'asked' }, data: { json: '1' } })

/** How long a lease is, in the model's ticks. */
export const LEASE = 1

/**
 * Runs the consumer's own code for one delivery up to where it waits for something that it has not seen yet. The code
 * is deterministic, so running it again with the same answers brings it to the same place.
 */
export async function replay(
  delivery: DeliveryOf,
  kind: HandlerKind,
  startedAt: number,
  seen: readonly Seen[],
): Promise<Standing> {
  const operations: Operation[] = []
  const waiting = new Map<number, (answer: Answer) => void>()
  const call = <T>(operation: Operation): Promise<T> =>
    new Promise((resolve, reject) => {
      operations.push(operation)
      waiting.set(operations.length - 1, (answer) => {
        if (answer.kind === 'result') resolve(answer.value as T)
        else reject(answer.name === 'Error' ? new Error('planned') : new NonRetriableError('planned'))
      })
    })
  let now = startedAt
  const deadline = aDeadline(startedAt)
  let outcome: Outcome | 'rejected' | undefined
  const incoming = { ...delivery, receiptHandle: '', body, attributes: {}, receiveCount: 1 }
  void handleRecord(
    dependencies(delivery, kind, call, () => now),
    readRecord(incoming),
    deadline,
  ).then(
    (ended) => (outcome = ended),
    () => (outcome = 'rejected'),
  )
  await turn()
  for (const { of, at, answer } of seen) {
    now = at
    if (of === 'deadline') deadline.exceed()
    else {
      waiting.get(of)?.(answer)
      waiting.delete(of)
    }
    await turn()
  }
  return {
    operations,
    waiting: [...waiting.keys()],
    running: operations.some(({ call }) => call === 'effect' || call === 'commit'),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

function aDeadline(startedAt: number): Deadline & { exceed(): void } {
  const exceeded = Promise.withResolvers<never>()
  exceeded.promise.catch(() => undefined)
  return {
    signal: new AbortController().signal,
    leaseUntil: startedAt + LEASE,
    hasTimeFor: () => true,
    exceeded: exceeded.promise,
    over: new Promise(() => undefined),
    close: () => undefined,
    exceed: () => exceeded.reject(new OutOfTime('planned')),
  }
}

type CallOutside = <T>(operation: Operation) => Promise<T>

function dependencies(
  { name }: DeliveryOf,
  kind: HandlerKind,
  call: CallOutside,
  now: () => number,
): ConsumeDependencies {
  const commits: Handler = async (_event, context) => context.commit([])
  const acts: Handler = async () => call({ call: 'effect' })
  return {
    topology,
    subscription: subscriptionSettings(topology, 'worker'),
    handlers: { asked: kind === 'commit' ? commits : acts },
    ledger: {
      insert: (record, nowSeconds) => call({ call: 'insert', record, nowSeconds }),
      replace: (record, over) => call({ call: 'replace', record, over }),
      commit: (record, over) => call({ call: 'commit', record, over }),
      find: () => notModelled('find'),
      findIn: () => notModelled('findIn'),
      listDead: () => notModelled('listDead'),
    },
    publisher: { publish: () => notModelled('publish') },
    claims: { bucket: '', put: () => notModelled('put'), get: () => notModelled('get') },
    queue: notAQueue,
    deadLetters: { ...notAQueue, send: () => call({ call: 'bury' }) },
    clock: { now, sleep: () => Promise.resolve() },
    random: { fraction: () => 0, uuid: () => name },
    logger: { info: () => undefined, warn: () => undefined },
    metrics: { add: () => undefined },
    tables: {},
    environment: {},
  }
}

const notModelled = (what: string): never => {
  throw new Error(`The model has no ${what}.`)
}
const notAQueue = {
  send: () => notModelled('send'),
  receive: () => notModelled('receive'),
  delete: () => notModelled('delete'),
  changeVisibility: () => notModelled('changeVisibility'),
  release: () => notModelled('release'),
}

/** Everything that is ready runs, and nothing else. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
