import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { runBounded } from '../../messaging/run-bounded.ts'
import { systemClock, systemRandom } from '../system.ts'
import type { Item } from './ledger-item.ts'

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100
const CALLS_AT_ONCE = 10
/** As often as the SDK tries a call; one that brought something counts anew. */
const MAX_ATTEMPTS = 4

/**
 * Reads items by their keys, a hundred in a call, consistently; in no order, and without those that are not there.
 * What a call leaves out, of more than 16 MB or of a table that is throttled, is asked for again.
 * @throws Error when DynamoDB keeps leaving keys out
 */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
): Promise<readonly Item[]> {
  const items: Item[] = []
  await runBounded(chunks(keys), CALLS_AT_ONCE, async (chunk) => {
    let [left, attempt] = [chunk, 1]
    while (left.length > 0) {
      const RequestItems = { [table]: { Keys: [...left], ConsistentRead: true } }
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }))
      const found = Responses?.[table] ?? []
      items.push(...found)
      left = UnprocessedKeys?.[table]?.Keys ?? []
      if (found.length > 0) attempt = 1
      else if (left.length > 0) await pause(attempt++, left.length)
    }
  })
  return items
}

async function pause(attempt: number, left: number): Promise<void> {
  if (attempt === MAX_ATTEMPTS) {
    throw new Error(`DynamoDB left ${left} keys unread ${MAX_ATTEMPTS} times: the table is throttled.`)
  }
  await systemClock.sleep(100 * 2 ** (attempt - 1) * systemRandom.fraction())
}

const chunks = (keys: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, index) =>
    keys.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS),
  )
