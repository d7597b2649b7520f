import { isDeepStrictEqual } from 'node:util'
import { type DynamoDBClient, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { AuditEntry, AuditLog } from '../../messaging/operate/audit.ts'
import type { Item } from './ledger-item.ts'
import { insertStatement } from './partiql/statement.ts'
import { statementBatches } from './partiql/statement-batches.ts'

/**
 * All of it in one partition: people act a few times a minute. A partition takes a thousand write units a second, one for
 * each kilobyte: an entry of a thousand keys is some 64 of them. What is throttled is tried again.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const PARTITION = 'acts'
/** Below every sort key that begins with a time, and above. */
const FIRST = '0'
const LAST = '~'

/**
 * The log in a table of its own. An `INSERT` never writes over an item, so that the right to insert, alone, is the
 * right to append.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function dynamoDbAuditLog(client: DynamoDBClient, table: string): AuditLog {
  const execute = statementBatches(client)
  return {
    async append(entry) {
      const item = itemOf(entry)
      const { written } = await execute(insertStatement(table, item))
      // Where the answer to it was lost, the SDK sends it again, and it meets itself.
      if (written || isDeepStrictEqual(await itemAt(client, table, item), unmarshall(item))) return
      const { act, id, step } = entry
      throw new Error(`The audit log has another entry ${step} of the ${act} ${id}: it keeps that one.`)
    },
    async list({ limit, subscription, since, before }) {
      const query = {
        TableName: table,
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :since AND :before',
        ExpressionAttributeValues: marshall({
          ':pk': PARTITION,
          ':since': since === undefined ? FIRST : timeOf(since),
          ':before': before === undefined ? LAST : timeOf(before),
          ...(subscription !== undefined && { ':subscription': subscription }),
        }),
        ...(subscription !== undefined && { FilterExpression: 'subscription = :subscription' }),
      }
      const entries: AuditEntry[] = []
      for await (const { Items = [] } of paginateQuery({ client, pageSize: 100 }, query)) {
        entries.push(...Items.map(entryOf))
        if (entries.length >= limit) break
      }
      return entries.slice(0, limit)
    },
  }
}

/** What is there under the key of an item. */
async function itemAt(client: DynamoDBClient, table: string, { pk, sk }: Item): Promise<unknown> {
  const query = {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk = :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk } as Item,
  }
  const { Items: [found] = [] } = await client.send(new QueryCommand(query))
  return found && unmarshall(found)
}

/** Sorts as the time does. */
const timeOf = (at: number): string => new Date(at).toISOString()

function itemOf(entry: AuditEntry): Item {
  const step = String(entry.step).padStart(4, '0')
  return marshall(
    { pk: PARTITION, sk: `${timeOf(entry.at)}#${entry.id}#${step}`, ...entry },
    { removeUndefinedValues: true },
  )
}

function entryOf(item: Item): AuditEntry {
  const { pk: _pk, sk: _sk, ...entry } = unmarshall(item)
  return entry as AuditEntry
}
