import { setTimeout } from 'node:timers/promises'
import { fails } from '../fixtures/storm/fails.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'
import { checkTotalQueue } from '../support/total-queue.ts'

const TOPOLOGIES = {
  item: 'test/fixtures/storm/topology.ts',
  partiql: 'test/fixtures/storm/in-partiql.ts',
} as const

export interface StormOptions {
  /** That can be handled. One in a hundred more cannot. */
  readonly events: number
  /** Of the attempts that fail. */
  readonly seed: number
  /** How the consumer writes to the ledger. @default 'item' */
  readonly batching?: keyof typeof TOPOLOGIES
  readonly onProgress?: (text: string) => void
}

/** What a storm has left to look at. Events by their ids. */
export interface Storm {
  /** Effects of what was accepted: none, more than one, or of what was never sent. */
  readonly lost: readonly string[]
  readonly repeated: readonly string[]
  readonly unexpected: readonly string[]
  /** Accepted, and the ledger does not say that they are handled. */
  readonly unfinished: readonly string[]
  /** In the dead-letter queue, though they can be handled; and those that should be there and are not. */
  readonly wronglyDead: readonly string[]
  readonly wronglyAlive: readonly string[]
  readonly seconds: number
  /** Threads that were ended at work. */
  readonly kills: number
  /** Invocations that a kill, or their timeout, ended. */
  readonly batchesKilled: number
  readonly batchesTimedOut: number
  /** Attempts that were to fail; and those that were not, and were in vain because their consumer was gone. */
  readonly attemptsFailed: number
  readonly attemptsCutShort: number
  /** Deliveries of what was handled already. */
  readonly duplicates: number
}

const SUBSCRIPTION = 'counter'
const SOURCE = '/storm'
const PER_REQUEST = 100
/** How long nothing may change before what is still on its way counts as lost. */
const PATIENCE_MILLISECONDS = 60_000

/**
 * Events through a consumer of which two run at a time, while one in five attempts fails and once in every second one
 * that is at work is killed, as an execution environment crashes: its batch comes back when its visibility ends.
 */
export async function storm({
  events,
  seed,
  batching = 'item',
  onProgress = () => undefined,
}: StormOptions): Promise<Storm> {
  const stack = await startStack(TOPOLOGIES[batching], {
    functionEnvironment: { SEED: String(seed) },
  })
  const calm = new AbortController()
  try {
    const startedAt = Date.now()
    const killing = killOnceASecond(stack, calm.signal)
    const sent = plan(events)
    const accepted = await publishAll(stack, sent, onProgress)
    await comeToRest(stack, (backlog) => onProgress(`${accepted.length} accepted, ${backlog}`))
    const seconds = (Date.now() - startedAt) / 1_000
    calm.abort()
    return { seconds, kills: await killing, ...(await inspect(stack, sent, accepted, String(seed))) }
  } finally {
    calm.abort()
    await stack.close()
  }
}

interface Drop {
  readonly id: string
  readonly hopeless: boolean
}

function plan(events: number): readonly Drop[] {
  const hopeless = Math.ceil(events / 100)
  return Array.from({ length: events + hopeless }, (_, index) => ({
    id: String(index),
    hopeless: index % 101 === 0,
  }))
}

/** At a moment of its own each time: what was killed comes back after whole seconds. */
async function killOnceASecond(stack: TestStack, calm: AbortSignal): Promise<number> {
  let kills = 0
  while (!calm.aborted) {
    const moment = Math.random() * 1_000
    await setTimeout(moment)
    if (!calm.aborted && stack.crashConsumer(SUBSCRIPTION)) kills += 1
    await setTimeout(1_000 - moment)
  }
  return kills
}

/** Two requests at a time. Gives the ids that were answered with 202. */
async function publishAll(
  stack: TestStack,
  drops: readonly Drop[],
  onProgress: (text: string) => void,
): Promise<readonly string[]> {
  const accepted: string[] = []
  const requests = Array.from({ length: Math.ceil(drops.length / PER_REQUEST) }, (_, index) =>
    drops.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST),
  ).values()
  const publish = async (): Promise<void> => {
    for (const batch of requests) {
      const events = batch.map(({ id, hopeless }) => ({
        type: 'drop.fell',
        source: SOURCE,
        id,
        data: { hopeless },
      }))
      const response = await stack.publish('drops', events)
      if (response.status !== 202) throw new Error(`Publishing was answered ${await response.text()}`)
      accepted.push(...batch.map(({ id }) => id))
      onProgress(`${accepted.length} accepted`)
    }
  }
  await Promise.all([publish(), publish()])
  return accepted
}

/** Resolves when the queue is empty, or nothing has changed for long. */
async function comeToRest(stack: TestStack, onProgress: (backlog: string) => void): Promise<void> {
  let last = ''
  let changedAt = Date.now()
  while (Date.now() - changedAt < PATIENCE_MILLISECONDS) {
    const { waiting, inFlight } = await stack.backlog(SUBSCRIPTION)
    if (waiting + inFlight === 0) return
    const now = `${waiting} waiting, ${inFlight} in flight`
    if (now !== last) changedAt = Date.now()
    last = now
    onProgress(now)
    await setTimeout(200)
  }
}

async function inspect(
  stack: TestStack,
  drops: readonly Drop[],
  accepted: readonly string[],
  seed: string,
): Promise<Omit<Storm, 'seconds' | 'kills'>> {
  const hopeless = new Set(drops.filter((drop) => drop.hopeless).map(({ id }) => id))
  const hopeful = accepted.filter((id) => !hopeless.has(id))
  const applied = await stack.items('effects')
  const effects = new Map(applied.map(({ pk, applied: times }) => [String(pk), Number(times)]))
  const dead = await deadIn(stack)
  const lines = await stack.logs()
  const records = await stack.items('ledger')
  const attempts = new Map(
    records
      .filter(({ state }) => state === 'DONE')
      .map((record) => [String(record['id']), record['attempts']]),
  )
  const inVain = [...attempts].flatMap(([id, count]) =>
    Array.from({ length: Number(count) - 1 }, (_, index) => fails(seed, id, index + 1)),
  )
  return {
    ...checkTotalQueue({ acknowledged: hopeful, attempted: hopeful, effects }),
    unfinished: hopeful.filter((id) => !attempts.has(id)),
    wronglyDead: [...dead].filter((id) => !hopeless.has(id)),
    wronglyAlive: [...hopeless].filter((id) => !dead.has(id)),
    batchesKilled: linesWith(lines, /^A batch of \d+ failed: .*signal: killed/),
    batchesTimedOut: linesWith(lines, /^A batch of \d+ failed: .*timed out/),
    attemptsFailed: inVain.filter((failed) => failed).length,
    attemptsCutShort: inVain.filter((failed) => !failed).length,
    duplicates: await stack.outcomes(SUBSCRIPTION, 'duplicate'),
  }
}

const linesWith = (lines: readonly string[], pattern: RegExp): number =>
  lines.filter((line) => pattern.test(line)).length

/** A consumer that is killed on its way to the ledger sends a dead letter twice: as ids they are one. */
async function deadIn(stack: TestStack): Promise<ReadonlySet<string>> {
  const letters = stack.deadLetterQueue(SUBSCRIPTION)
  const ids = new Set<string>()
  for (;;) {
    const received = await letters.receive(10, 300)
    if (received.length === 0) return ids
    for (const { body } of received) ids.add(String(JSON.parse(body).id))
  }
}
