import { startDynamoDbLocal } from '../../test/support/dynamodb-local-jar.ts'
import { type Finding, median, type Row } from '../measurement.ts'
import { type ConsumerProcess, startConsumerProcess } from './consumer-process.ts'
import { GOALS, SIZES } from './goals.ts'
import type { SubjectName } from './subject.ts'
import { createTables } from './tables.ts'

/** At least nine, by the method; odd, so that the median is one of them. */
const ROUNDS = 11
const WARM_UP_ROUNDS = 2
/** Messages of one turn: long enough for the clock of the CPU, which ticks in milliseconds on some machines. */
const MESSAGES = 1_000
/** Two of the same may differ by that much, else the machine tells nothing. */
const NOISE = 0.03

/** Who takes turns. Theirs does it twice, as if it were two: what these differ by is noise. */
const TURNS = [
  { name: 'theirs', subject: 'powertools' },
  ...GOALS.map(({ subject }) => ({ name: subject, subject })),
  { name: 'theirs again', subject: 'powertools' },
] as const satisfies readonly { readonly name: string; readonly subject: SubjectName }[]

/** Name of a turn → CPU, µs a message. */
type Round = ReadonlyMap<string, number>

/**
 * CPU of the consumers' process for one message, with DynamoDB in another process. A round goes through all subjects
 * and back again, and the next one the other way round, so that whatever drifts weighs on all alike. Each round gives
 * a ratio; what counts is their median.
 */
export async function cpu(): Promise<Finding> {
  const database = await startDynamoDbLocal()
  try {
    await createTables(database.url)
    await using consumers = startConsumerProcess(database.url)
    const rows: Row[] = []
    for (const size of SIZES) rows.push(...(await measure(consumers, size)))
    const noisy = rows.filter(({ what, ratio }) => what.startsWith('A/A') && !(Math.abs(ratio - 1) <= NOISE))
    const finding = { title: 'CPU', unit: 'µs a message', rows }
    if (noisy.length === 0) return finding
    const inconclusive = noisy.map(({ what, ratio }) => `${what} is ${ratio.toFixed(3)}`).join(', ')
    return { ...finding, inconclusive }
  } finally {
    await database.close()
  }
}

async function measure(consumers: ConsumerProcess, size: number): Promise<Row[]> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await takeRound(consumers, size, false)
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(await takeRound(consumers, size, round % 2 === 1))
  }
  const theirs = (round: Round): number => (of(round, 'theirs') + of(round, 'theirs again')) / 2
  return [
    rowOf(
      `A/A, batch of ${size}`,
      rounds,
      (round) => of(round, 'theirs again'),
      (round) => of(round, 'theirs'),
    ),
    ...GOALS.map(({ subject, goal }) => ({
      ...rowOf(`${subject}, batch of ${size}`, rounds, (round) => of(round, subject), theirs),
      goal,
    })),
  ]
}

async function takeRound(consumers: ConsumerProcess, size: number, mirrored: boolean): Promise<Round> {
  const order = mirrored ? TURNS.toReversed() : TURNS
  const taken = new Map<string, number>()
  for (const { name, subject } of [...order, ...order.toReversed()]) {
    const { cpuMicroseconds } = await consumers.take({ subject, batches: MESSAGES / size, size })
    taken.set(name, (taken.get(name) ?? 0) + cpuMicroseconds / MESSAGES / 2)
  }
  return taken
}

const of = (round: Round, name: string): number => round.get(name) ?? Number.NaN

function rowOf(
  what: string,
  rounds: readonly Round[],
  ours: (round: Round) => number,
  theirs: (round: Round) => number,
): Row {
  const ratios = rounds.map((round) => ours(round) / theirs(round))
  return {
    what,
    ours: median(rounds.map(ours)),
    theirs: median(rounds.map(theirs)),
    ratio: median(ratios),
    note: `rounds ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
  }
}
