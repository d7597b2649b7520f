import { startDynamoDbLocal } from '../../test/support/dynamodb-local-jar.ts'
import type { Finding, Row } from '../measurement.ts'
import { type ConsumerProcess, startConsumerProcess } from './consumer-process.ts'
import { countingProxy, type Passed } from './counting-proxy.ts'
import { GOALS, SIZES } from './goals.ts'
import { SUBJECTS, type SubjectName } from './subject.ts'
import { createTables } from './tables.ts'

/** Calls and write units for a message: when it is new, and when it comes once more. */
export async function counts(): Promise<Finding[]> {
  const database = await startDynamoDbLocal()
  try {
    await createTables(database.url)
    await using proxy = await countingProxy(database.url)
    await using consumers = startConsumerProcess(proxy.url)
    await warmUp(consumers)
    proxy.take()
    const count = async (subject: SubjectName, size: number, again: boolean): Promise<Passed> => {
      await consumers.take({ subject, batches: 1, size, again })
      return proxy.take()
    }
    const calls: Row[] = []
    const writeUnits: Row[] = []
    for (const size of SIZES) {
      for (const again of [false, true]) {
        const theirs = await count('powertools', size, again)
        for (const { subject, goal } of GOALS) {
          const ours = await count(subject, size, again)
          const what = `${subject}, batch of ${size}${again ? ', all of it again' : ''}`
          calls.push({
            ...rowOf(what, callsOf(ours) / size, callsOf(theirs) / size),
            goal,
            note: `${named(ours)} beside ${named(theirs)}`,
          })
          writeUnits.push(rowOf(what, ours.writeUnits / size, theirs.writeUnits / size))
        }
      }
    }
    return [
      { title: 'Calls of DynamoDB', unit: 'calls a message', rows: calls },
      { title: 'Write units of DynamoDB', unit: 'WRU a message', rows: writeUnits },
    ]
  } finally {
    await database.close()
  }
}

/** A DynamoDB Local that has just begun is so slow that calls of a large batch are tried again, and counted twice. */
async function warmUp(consumers: ConsumerProcess): Promise<void> {
  for (const subject of SUBJECTS) {
    for (const again of [false, true]) await consumers.take({ subject, batches: 30, size: 10, again })
  }
}

function rowOf(what: string, ours: number, theirs: number): Row {
  return { what, ours, theirs, ratio: ours / theirs }
}

function callsOf({ calls }: Passed): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0)
}

function named({ calls }: Passed): string {
  return Object.entries(calls)
    .map(([action, count]) => `${count} ${action}`)
    .join(', ')
}
