import { createHash } from 'node:crypto'
import { LEDGER_RETENTION_SECONDS } from '../../../lib/topology/settings.ts'
import { Bus, type Effect, type Planted } from './bus.ts'
import { type Death, deathsIn } from './deaths.ts'
import { operate, redriveAll } from './operator.ts'
import { publishAll } from './producer.ts'
import {
  BURST,
  type Planned,
  POISON,
  type Poison,
  planEvents,
  poisonIn,
  SUBSCRIPTIONS,
  type SubscriptionName,
} from './scenario.ts'

/** What one run leaves to look at. */
export interface BusRun {
  readonly events: readonly Planned[]
  readonly effects: readonly Effect[]
  /** The second begins when the ledger has forgotten all events, and they come again. */
  readonly lives: readonly number[]
  readonly deaths: readonly Death[]
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

/**
 * Publishes, lets everything go wrong for twenty simulated minutes, with an operator who redrives now and then; then
 * nothing goes wrong any more, what was refused is mended, and all dead letters are redriven until there are none.
 */
export async function simulateBus(seed: number, planted: Planted = {}): Promise<BusRun> {
  const bus = new Bus(seed, planted)
  const events = planEvents(seed, bus.random)
  if (events.length === BURST) bus.faults.saw('a burst')
  const poison = POISON.filter(() => bus.random.chance(0.3))
  for (const { body } of poison) await bus.queues.committing.queue.send({ body, attributes: {} })
  try {
    await live(bus, events, 20 * MINUTE)
    if (bus.random.chance(0.3)) await liveAgain(bus, events)
  } catch (error) {
    bus.broken.push((error as Error).message)
  }
  const lost = poison.filter((each) => !isKept(bus, each))
  return {
    events,
    effects: bus.effects,
    lives: bus.life === 1 ? [1] : [1, 2],
    deaths: deathsIn(bus),
    broken: [...bus.broken, ...bus.table.broken, ...lost.map(({ name }) => `poison was lost: ${name}`)],
    met: new Map([...bus.outcomes, ...bus.faults.seen]),
    faults: bus.faults.counts,
    mayRepeat: bus.faults.counts.size > 0,
    trace: createHash('sha256').update(bus.network.trace.join('\n')).digest('hex'),
  }
}

/** The ledger has forgotten all events, and they come again. */
async function liveAgain(bus: Bus, events: readonly Planned[]): Promise<void> {
  bus.time.jump(LEDGER_RETENTION_SECONDS * 1_000 + 10 * MINUTE)
  bus.life = 2
  bus.faults.active = true
  bus.table.deleteExpired()
  await live(bus, events, 5 * MINUTE)
}

/** Publishes everything and lets go wrong what may for so long; then brings the bus to rest. */
async function live(bus: Bus, events: readonly Planned[], duration: number): Promise<void> {
  let published = false
  void publishAll(bus, events)
    .catch((error: Error) => bus.broken.push(error.message))
    .then(() => {
      published = true
    })
  void operate(bus)
  const start = bus.time.now
  await bus.time.runUntil(() => published && bus.time.now > start + duration, DAY)
  bus.faults.active = false
  bus.mended = true
  for (let round = 0; round < 20 && !isAtRest(bus); round += 1) await recover(bus)
  if (!isAtRest(bus)) throw new Error('The bus does not come to rest.')
}

async function recover(bus: Bus): Promise<void> {
  // What a dead tool had in hand is hidden for two minutes.
  const later = bus.time.now + 3 * MINUTE
  await bus.time.runUntil(() => bus.time.now > later && queuesAreEmpty(bus), DAY)
  for (const name of SUBSCRIPTIONS) {
    if (deadLettersOf(bus, name).every(poisonIn)) continue
    let done = false
    void redriveAll(bus, name).then(() => {
      done = true
    })
    await bus.time.runUntil(() => done, DAY)
  }
  await bus.time.runUntil(() => queuesAreEmpty(bus), DAY)
}

const queuesAreEmpty = ({ queues, topics }: Bus): boolean =>
  Object.values(queues).every(({ contents }) => contents.size === 0) &&
  Object.values(topics).every(({ underWay }) => underWay === 0)

const deadLettersOf = (bus: Bus, name: SubscriptionName): readonly string[] => [
  ...bus.deadLetters[name].contents.values(),
]

/** Nothing can be done about poison. */
const isAtRest = (bus: Bus): boolean =>
  queuesAreEmpty(bus) && SUBSCRIPTIONS.every((name) => deadLettersOf(bus, name).every(poisonIn))

/** Poison stays a dead letter, however often it is redriven. */
function isKept(bus: Bus, { name, body }: Poison): boolean {
  const kept = deadLettersOf(bus, 'committing').includes(body)
  if (kept) bus.faults.saw(`poison kept: ${name}`)
  return kept
}
