import { createHash } from 'node:crypto'
import { causeOf } from '../../../lib/messaging/dead-letter/dead-letter.ts'
import { listDeadLetters } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import { redriveInSteps } from '../../../lib/messaging/redrive/redrive-in-steps.ts'
import { LEDGER_RETENTION_SECONDS } from '../../../lib/topology/settings.ts'
import { Bus, type Effect, type Planted } from './bus.ts'
import { Process } from './network.ts'
import {
  type Planned,
  POISON,
  planEvents,
  SUBSCRIPTIONS,
  type SubscriptionName,
  topology,
} from './scenario.ts'

/** What one run leaves to look at. */
export interface BusRun {
  readonly events: readonly Planned[]
  readonly effects: readonly Effect[]
  /** The second begins when the ledger has forgotten all events, and they come again. */
  readonly lives: readonly number[]
  /** Events that were a dead letter once: those behind them may have passed. */
  readonly died: ReadonlySet<string>
  /** Codes of the causes, by body. */
  readonly causes: ReadonlyMap<string, ReadonlySet<string>>
  readonly broken: readonly string[]
  /** How deliveries ended, and what came about: how often. */
  readonly met: ReadonlyMap<string, number>
  readonly faults: ReadonlyMap<string, number>
  /** True where an effect outside of the ledger may be repeated. */
  readonly mayRepeat: boolean
  /** Of everything that happened, in order. */
  readonly trace: string
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const CLIENT_PATIENCE = 35_000

/**
 * Publishes, lets everything go wrong for twenty simulated minutes, with an operator who redrives now and then; then
 * nothing goes wrong any more, what was refused is mended, and all dead letters are redriven until there are none.
 * @throws Error when the bus does not come to rest
 */
export async function simulateBus(seed: number, planted: Planted = {}): Promise<BusRun> {
  const bus = new Bus(seed, planted)
  const events = planEvents(bus.random)
  const causes: Causes = new Map()
  for (const body of POISON)
    if (bus.random.chance(0.3)) await bus.queues.committing.queue.send({ body, attributes: {} })
  await live(bus, events, causes, 20 * MINUTE)
  if (bus.random.chance(0.3)) {
    bus.time.jump(LEDGER_RETENTION_SECONDS * 1_000 + 10 * MINUTE)
    bus.life = 2
    bus.faults.active = true
    bus.table.deleteExpired()
    await live(bus, events, causes, 5 * MINUTE)
  }
  return {
    events,
    effects: bus.effects,
    lives: bus.life === 1 ? [1] : [1, 2],
    died: deadOf(bus, events),
    causes,
    broken: [...bus.broken, ...bus.table.broken],
    met: new Map([...bus.outcomes, ...bus.faults.seen]),
    faults: bus.faults.counts,
    mayRepeat: bus.faults.counts.size > 0,
    trace: createHash('sha256').update(bus.network.trace.join('\n')).digest('hex'),
  }
}

/** Publishes everything and lets go wrong what may for so long; then brings the bus to rest. */
async function live(bus: Bus, events: readonly Planned[], causes: Causes, duration: number): Promise<void> {
  let published = false
  void publishAll(bus, events).then(() => {
    published = true
  })
  void operate(bus, causes)
  const start = bus.time.now
  await bus.time.runUntil(() => published && bus.time.now > start + duration, DAY)
  bus.faults.active = false
  bus.mended = true
  for (let round = 0; round < 20 && !isAtRest(bus); round += 1) await recover(bus, causes)
  if (!isAtRest(bus)) throw new Error('The bus does not come to rest.')
}

type Causes = Map<string, Set<string>>

/** Whatever was in a dead-letter queue, whoever saw it there. */
function deadOf({ deadLetters }: Bus, events: readonly Planned[]): ReadonlySet<string> {
  const died = events.flatMap(({ id }) =>
    SUBSCRIPTIONS.filter((name) => [...deadLetters[name].history].some((body) => body.includes(id))).map(
      (name) => `${name} ${id}`,
    ),
  )
  return new Set(died)
}

/** Happenings go out side by side; steps one after another, for only then is their order known. */
async function publishAll(bus: Bus, events: readonly Planned[]): Promise<void> {
  const steps = events.filter(({ topic }) => topic === 'steps')
  const inOrder = async (): Promise<void> => {
    for (const step of steps) await publishUntilAccepted(bus, step)
  }
  const happenings = events.filter(({ topic }) => topic === 'happenings')
  await Promise.all([inOrder(), ...happenings.map((event) => publishUntilAccepted(bus, event))])
}

/** As a client does: the same request under the same key, until it is answered with 202. */
async function publishUntilAccepted(bus: Bus, { topic, id, data }: Planned): Promise<void> {
  const type = topic === 'steps' ? 'taken' : 'happened'
  for (let attempt = 1; ; attempt += 1) {
    const process = new Process(`publish-${id}-${bus.life}-${attempt}`)
    const deps = {
      topology,
      bucket: '',
      publisher: bus.publisherOf(process),
      keys: bus.keysOf(process),
      clock: bus.clockOf(process),
      random: bus.random,
      logger: { info: () => undefined, warn: () => undefined },
      metrics: { add: () => undefined },
    }
    const request = {
      headers: { 'content-type': 'application/json', 'idempotency-key': `${id} ${bus.life}` },
      path: { topic },
      query: {},
      body: Buffer.from(JSON.stringify({ type, source: '/simulation', id, data })),
      principal: 'local',
      remainingMilliseconds: 29_000,
    }
    const status = await Promise.race([
      handlePublish(deps, request).then(
        (response) => response.status,
        (error: { status?: number }) => error.status ?? 500,
      ),
      bus.time.sleep(CLIENT_PATIENCE).then(() => 504),
    ])
    bus.network.note(`${process.name} ${status}`)
    if (status === 202) return
    if (status < 500 && status !== 409) throw new Error(`A good event was refused with ${status}.`)
    await bus.time.sleep(bus.random.below(5_000))
  }
}

/** Someone who looks in now and then, and redrives before anything is mended. */
async function operate(bus: Bus, causes: Causes): Promise<void> {
  while (bus.faults.active) {
    await bus.time.sleep(bus.random.below(4 * MINUTE))
    if (bus.faults.active) await redriveOnce(bus, causes, bus.random.pick(SUBSCRIPTIONS))
  }
}

async function redriveOnce(bus: Bus, causes: Causes, name: SubscriptionName): Promise<void> {
  const process = new Process(`operator-${bus.random.uuid()}`)
  const deps = bus.redriveOf(process, name)
  const work = async (): Promise<void> => {
    const { letters } = await listDeadLetters(deps, 1_000)
    for (const letter of letters) {
      const codes = causes.get(letter.message.body) ?? new Set()
      causes.set(letter.message.body, codes.add(causeOf(letter.message.attributes)?.code ?? 'none'))
    }
    const { redriven } = await redriveInSteps({ ...deps, act: (move) => move() }, 'all', {
      discardDone: true,
    })
    bus.network.note(`${process.name} redrove ${redriven.length}`)
  }
  await Promise.race([work().catch(() => undefined), bus.time.sleep(10 * MINUTE)])
  process.alive = false
}

async function recover(bus: Bus, causes: Causes): Promise<void> {
  // What a dead tool had in hand is hidden for two minutes.
  const later = bus.time.now + 3 * MINUTE
  await bus.time.runUntil(() => bus.time.now > later && queuesAreEmpty(bus), DAY)
  for (const name of SUBSCRIPTIONS) {
    if (deadLettersOf(bus, name).length === 0) continue
    let done = false
    void redriveOnce(bus, causes, name).then(() => {
      done = true
    })
    await bus.time.runUntil(() => done, DAY)
  }
  await bus.time.runUntil(() => queuesAreEmpty(bus), DAY)
}

const queuesAreEmpty = ({ queues, topics }: Bus): boolean =>
  Object.values(queues).every(({ contents }) => contents.size === 0) &&
  Object.values(topics).every(({ underWay }) => underWay === 0)

/** Nothing can be done about poison. */
const deadLettersOf = (bus: Bus, name: SubscriptionName): readonly string[] =>
  [...bus.deadLetters[name].contents.values()].filter((body) => !POISON.includes(body))

const isAtRest = (bus: Bus): boolean =>
  queuesAreEmpty(bus) && SUBSCRIPTIONS.every((name) => deadLettersOf(bus, name).length === 0)
