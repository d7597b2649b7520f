import { memoryClaimStore } from '../../../lib/adapters/memory/memory-claim-store.ts'
import type { MemoryItem } from '../../../lib/adapters/memory/memory-ledger.ts'
import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import type { ConsumeDependencies } from '../../../lib/messaging/consume/dependencies.ts'
import type { Handler, HandlerContext, ReceivedEvent } from '../../../lib/messaging/consume/handler.ts'
import { runBatch } from '../../../lib/messaging/consume/run-batch.ts'
import { NonRetriableError, RetryAfter } from '../../../lib/messaging/errors.ts'
import type { Clock, DeliveryRecord, Ledger, Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import type { PublishKeys } from '../../../lib/messaging/publish/ports.ts'
import type { RedriveDependencies } from '../../../lib/messaging/redrive/redrive.ts'
import { subscriptionSettings } from '../../../lib/topology/settings.ts'
import { startPollers } from './lambda.ts'
import { FaultLog, Network, type Process } from './network.ts'
import { reached, type SimulatedQueue, SimulatedTopic, simulatedQueue } from './queues.ts'
import {
  type Data,
  isCalm,
  MAX_ATTEMPTS,
  SUBSCRIPTIONS,
  type SubscriptionName,
  topology,
} from './scenario.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'
import { SimulatedLedger } from './simulated-ledger.ts'
import { VirtualTime } from './virtual-time.ts'

/** A mistake planted on purpose, as adapters that a test puts around the good ones. */
export interface Planted {
  readonly consumer?: (deps: ConsumeDependencies) => ConsumeDependencies
  readonly operator?: (deps: RedriveDependencies) => RedriveDependencies
}

/** One time that something took effect. */
export interface Effect {
  readonly subscription: SubscriptionName
  readonly id: string
  readonly data: Data
  /** 2 when the ledger had forgotten it, and it came again. */
  readonly life: number
}

/** Publisher, topics, queues, consumers and operator in one process, on one simulated clock and network. */
export class Bus {
  readonly time = new VirtualTime()
  readonly random: SeededRandom
  readonly faults: FaultLog
  readonly network: Network
  readonly effects: Effect[] = []
  /** Promises broken on the way. */
  readonly broken: string[] = []
  /** How deliveries ended, as `retry TIMEOUT`, and how often. */
  readonly outcomes = new Map<string, number>()
  /** What was refused for good is accepted from now on. */
  mended = false
  life = 1
  readonly queues: Readonly<Record<SubscriptionName, SimulatedQueue>>
  readonly deadLetters: Readonly<Record<SubscriptionName, SimulatedQueue>>
  readonly topics: Readonly<Record<string, SimulatedTopic>>
  readonly table: SimulatedLedger
  private readonly keys = memoryPublishKeys()
  private readonly planted: Planted
  /** Deliveries that a process with a wrong clock has had: it takes a lease that lives, or leaves one that is over. */
  private readonly wronglyTimed = new Set<string>()
  /** Handlers that have not ended, by subscription and event. */
  private readonly running = new Map<string, Set<Process>>()

  constructor(seed: number, planted: Planted = {}) {
    this.planted = planted
    this.random = seededRandom(seed)
    this.faults = new FaultLog(this.random, isCalm(seed))
    this.network = new Network(this.time, this.random, this.faults)
    this.table = new SimulatedLedger(this.network, this.random)
    const queueFor = (name: SubscriptionName, kind: string): SimulatedQueue => {
      const { ordered } = subscriptionSettings(topology, name)
      return simulatedQueue(`${kind} ${name}`, ordered, this.network, this.random)
    }
    const each = (kind: string): Readonly<Record<SubscriptionName, SimulatedQueue>> => ({
      committing: queueFor('committing', kind),
      acting: queueFor('acting', kind),
      following: queueFor('following', kind),
    })
    this.queues = each('queue')
    this.deadLetters = each('dead-letter queue')
    const { committing, acting, following } = this.queues
    this.topics = {
      happenings: new SimulatedTopic(false, [committing, acting], this.network, this.random),
      steps: new SimulatedTopic(true, [following], this.network, this.random),
    }
    for (const name of SUBSCRIPTIONS) this.startConsumer(name)
  }

  clockOf(process: Process): Clock {
    return {
      now: () => this.time.now + process.skew,
      sleep: (milliseconds, signal) => this.network.wait(process, milliseconds, signal),
    }
  }

  publisherOf(process: Process): Publisher {
    const failed: SendResult = { ok: false, retriable: true, code: 'InternalError', detail: 'simulated' }
    return {
      publish: (topic, messages) =>
        this.network.call(
          process,
          'publish sns',
          async () => messages.map((message) => (this.topics[topic] as SimulatedTopic).publish(message)),
          () => messages.map(() => failed),
        ),
    }
  }

  keysOf(process: Process): PublishKeys {
    return {
      insert: (record, now) => this.network.call(process, 'ledger key', () => this.keys.insert(record, now)),
      replace: (record, over) =>
        this.network.call(process, 'ledger key', () => this.keys.replace(record, over)),
    }
  }

  redriveOf(process: Process, name: SubscriptionName): RedriveDependencies {
    const deps: RedriveDependencies = {
      topology,
      subscription: name,
      queue: reached(this.network, process, this.queues[name]),
      deadLetters: reached(this.network, process, this.deadLetters[name]),
      ledger: this.ledgerOf(process),
      clock: this.clockOf(process),
      random: this.random,
    }
    return this.planted.operator?.(deps) ?? deps
  }

  private ledgerOf(process: Process): Ledger {
    const { ledger } = this.table
    const through = <T>(action: string, perform: () => Promise<T>): Promise<T> =>
      this.network.call(process, `ledger ${action}`, perform)
    const timed = <R extends Pick<DeliveryRecord, 'subscription' | 'id'>>(record: R): R => {
      if (process.skew !== 0) this.wronglyTimed.add(`${record.subscription} ${record.id}`)
      return record
    }
    return {
      insert: (record, now) => through('insert', () => ledger.insert(timed(record), now)),
      replace: (record, over) => through('replace', () => ledger.replace(timed(record), over)),
      commit: (record, over, items) =>
        through('commit', () => ledger.commit(record, over, items as readonly MemoryItem[])),
      find: (key, now) => through('find', () => ledger.find(key, now)),
      findIn: (subscription, keys, now) => through('find', () => ledger.findIn(subscription, keys, now)),
      listDead: (subscription, limit) => through('list', () => ledger.listDead(subscription, limit)),
    }
  }

  private startConsumer(name: SubscriptionName): void {
    const settings = subscriptionSettings(topology, name)
    const source = { settings, source: this.queues[name], deadLetters: this.deadLetters[name] }
    const invoke: Parameters<typeof startPollers>[1] = (process, records, remaining) => {
      const deps = this.consumerOf(process, name)
      return runBatch(this.planted.consumer?.(deps) ?? deps, records, remaining)
    }
    startPollers(source, invoke, this.network, this.random)
  }

  private consumerOf(process: Process, name: SubscriptionName): ConsumeDependencies {
    const handler = this.handlerOf(process, name)
    return {
      topology,
      subscription: subscriptionSettings(topology, name),
      handlers: { happened: handler, taken: handler },
      ledger: this.ledgerOf(process),
      publisher: this.publisherOf(process),
      claims: memoryClaimStore(),
      queue: reached(this.network, process, this.queues[name]),
      deadLetters: reached(this.network, process, this.deadLetters[name]),
      clock: this.clockOf(process),
      random: this.random,
      logger: { info: (status, { cause }) => this.note(status, cause), warn: () => undefined },
      metrics: { add: () => undefined },
      tables: {},
      environment: {},
    }
  }

  private handlerOf(process: Process, subscription: SubscriptionName): Handler {
    return async (event, context) => {
      const key = `${subscription} ${event.id}`
      this.enter(key, process)
      // One that never comes back stays in: its lease is all that keeps others out.
      const leave = (): void => void this.running.get(key)?.delete(process)
      await this.handle(process, subscription, event, context).finally(leave)
    }
  }

  private async handle(
    process: Process,
    subscription: SubscriptionName,
    { id, data }: ReceivedEvent,
    context: HandlerContext,
  ): Promise<void> {
    const { plan } = data as Data
    const first = context.attempt === 1
    if (context.attempt > MAX_ATTEMPTS) this.broken.push(`event ${id} was tried too often`)
    if (plan.hangs && first) await new Promise(() => undefined)
    if (plan.slowMilliseconds > 0 && first) {
      await this.network.wait(process, plan.slowMilliseconds, context.signal)
    }
    context.signal.throwIfAborted()
    if (plan.permanent && !this.mended) throw new NonRetriableError('not before it is mended')
    if (plan.retryAfterSeconds > 0 && first) throw new RetryAfter(plan.retryAfterSeconds)
    if (context.attempt <= plan.failures || this.network.isStormy()) throw new Error('planned')
    const { life } = this
    const apply = (): void => void this.effects.push({ subscription, id, data: data as Data, life })
    if (subscription === 'acting') await this.network.call(process, 'effect', async () => apply())
    else await context.commit([{ check: () => true, apply }])
  }

  /** A handler starts: no other may be at the same event while its lease lives, as far as clocks are right. */
  private enter(key: string, process: Process): void {
    const others = this.running.get(key) ?? new Set()
    const clash = [...others].some((other) => this.time.now < other.leaseUntil)
    if (clash && !this.wronglyTimed.has(key)) this.broken.push(`two handlers ran at once: ${key}`)
    this.running.set(key, others.add(process))
  }

  private note(status: string, cause: unknown): void {
    const outcome = cause === undefined ? status : `${status} ${cause}`
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1)
  }
}
