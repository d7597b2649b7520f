import { createHash } from 'node:crypto'
import * as z from 'zod'
import { defineTopology } from '../../../lib/topology/index.ts'
import type { SeededRandom } from './seeded-random.ts'

/** How the handling of an event goes. */
export interface Plan {
  /** Attempts that throw. */
  readonly failures: number
  /** Refused for good until the world is mended. */
  readonly permanent: boolean
  /** Time that the handler takes, listening to its signal. */
  readonly slowMilliseconds: number
  /** Never ends in its first attempt, and does not listen. */
  readonly hangs: boolean
  /** Asks once to be tried again after so long. */
  readonly retryAfterSeconds: number
}

const plan = z.object({
  failures: z.int(),
  permanent: z.boolean(),
  slowMilliseconds: z.int(),
  hangs: z.boolean(),
  retryAfterSeconds: z.int(),
})
const schema = z.object({ serial: z.int(), group: z.string(), plan })
export type Data = z.infer<typeof schema>

/** In one round. */
export const MAX_ATTEMPTS = 6
const retry = { maxAttempts: MAX_ATTEMPTS, minDelaySeconds: 1, maxDelaySeconds: 30 }
const common = { timeoutSeconds: 10, retry }

/** Two subscriptions of one topic, one that commits and one whose effects are elsewhere; and an ordered one. */
export const topology = defineTopology({
  name: 'simulated',
  topics: {
    happenings: { events: { happened: { schema } } },
    steps: { ordered: true, partitionKey: '/group', events: { taken: { schema } } },
  },
  subscriptions: {
    committing: { ...common, topic: 'happenings', maximumConcurrency: 3 },
    acting: { ...common, topic: 'happenings', maximumConcurrency: 2 },
    following: { ...common, topic: 'steps', maximumConcurrency: 2 },
  },
})

export type SubscriptionName = keyof typeof topology.subscriptions
export const SUBSCRIPTIONS = Object.keys(topology.subscriptions) as SubscriptionName[]

/** One event as its producer sends it, again and again under one key until it is accepted. */
export interface Planned {
  readonly topic: 'happenings' | 'steps'
  readonly id: string
  readonly data: Data
}

/** In every tenth run nothing goes wrong but what its events plan. */
export const isCalm = (seed: number): boolean => seed % 10 === 0
/** In some of these so much comes at once that a consumer, of which few run at a time, is far behind. */
const isBurst = (seed: number): boolean => seed % 200 === 50
export const BURST = 1_000

export function planEvents(seed: number, random: SeededRandom): readonly Planned[] {
  const count = isBurst(seed) ? BURST : 6 + random.below(14)
  const stormy = random.chance(0.1)
  return Array.from({ length: count }, (_, serial) => {
    const topic = random.pick(['happenings', 'steps'] as const)
    return {
      topic,
      id: createHash('sha256').update(`${serial}`).digest('hex').slice(0, 12),
      data: { serial, group: `${random.below(3)}`, plan: planOne(random, stormy) },
    }
  })
}

/** In a storm nearly everything fails a few times. */
function planOne(random: SeededRandom, stormy: boolean): Plan {
  return {
    failures: random.chance(stormy ? 0.9 : 0.2) ? 1 + random.below(5) : 0,
    permanent: random.chance(0.12),
    slowMilliseconds: random.chance(0.3) ? random.below(12_000) : 0,
    hangs: random.chance(0.1),
    retryAfterSeconds: random.chance(0.1) ? 1 + random.below(20) : 0,
  }
}

export interface Poison {
  readonly name: string
  readonly body: string
  /** What it dies of. */
  readonly code: string
}

/** Bodies that nobody can handle, straight into a queue. */
export const POISON: readonly Poison[] = [
  { name: 'JSON cut short', body: '{"specversion":"1.0"', code: 'UNREADABLE' },
  {
    name: 'data beside its schema',
    body: '{"specversion":"1.0","id":"p","source":"/p","type":"happened","data":{"serial":"no number"}}',
    code: 'SCHEMA_MISMATCH',
  },
  {
    name: 'a type without a handler',
    body: '{"specversion":"1.0","id":"q","source":"/p","type":"unheard"}',
    code: 'NO_HANDLER',
  },
  {
    name: 'data 500 deep',
    body: `{"specversion":"1.0","id":"r","source":"/p","type":"happened","data":${'['.repeat(500)}${']'.repeat(500)}}`,
    code: 'UNREADABLE',
  },
  { name: 'broken UTF-8', body: '\u00ef\u00bf\u00bd not an event', code: 'UNREADABLE' },
]

/** The poison that a body is, if it is any. */
export const poisonIn = (body: string): Poison | undefined => POISON.find((poison) => poison.body === body)
