import type { Finding, Row } from '../measurement.ts'
import { type ConsumerProcess, startConsumerProcess } from './consumer-process.ts'
import { DELAY_MILLISECONDS, type FakeDynamoDb, startFakeDynamoDb } from './fake-dynamodb.ts'
import { GOALS, SIZES } from './goals.ts'
import type { SubjectName } from './subject.ts'

/** A machine that is too busy can only tear a wave in two, so the fewest of some rounds are the truth. */
const ROUNDS = 3

/** How many round trips a batch takes, one after another, over a DynamoDB that answers after a while. */
export async function waves(): Promise<Finding> {
  await using database = await startFakeDynamoDb()
  await using consumers = startConsumerProcess(database.url)
  const rows: Row[] = []
  for (const size of SIZES) {
    const theirs = await measure(database, consumers, 'powertools', size)
    for (const { subject, goal } of GOALS) {
      const ours = await measure(database, consumers, subject, size)
      rows.push({
        what: `${subject}, batch of ${size}`,
        ours: ours.waves,
        theirs: theirs.waves,
        ratio: ours.waves / theirs.waves,
        // Claim, handle, complete: nobody can do that in less than two.
        goal: size === 10 ? 1 : goal,
        note: `${seconds(ours)} beside ${seconds(theirs)}`,
      })
    }
  }
  return { title: `Round trips of ${DELAY_MILLISECONDS} ms`, unit: 'waves a batch', rows }
}

interface Measured {
  readonly waves: number
  readonly wallMilliseconds: number
}

async function measure(
  database: FakeDynamoDb,
  consumers: ConsumerProcess,
  subject: SubjectName,
  size: number,
): Promise<Measured> {
  const rounds: Measured[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { wallMilliseconds } = await consumers.take({ subject, batches: 1, size })
    rounds.push({ waves: database.takeWaves(), wallMilliseconds })
  }
  return rounds.reduce((least, round) => (round.waves < least.waves ? round : least))
}

const seconds = ({ wallMilliseconds }: Measured): string => `${(wallMilliseconds / 1000).toFixed(1)} s`
