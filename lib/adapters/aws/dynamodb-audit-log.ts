import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  paginateQuery,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { AuditEntry, AuditLog } from '../../messaging/operate/audit.ts'
import { insertStatement } from './partiql/statement.ts'

/** All of it in one partition: people act a few times a minute, and a partition takes a thousand writes a second. */
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
  return {
    async append(entry) {
      const { key: _key, ...statement } = insertStatement(table, itemOf(entry))
      const { Responses = [] } = await client.send(
        new BatchExecuteStatementCommand({ Statements: [statement] }),
      )
      const error = Responses[0]?.Error
      if (error) throw new Error(`The audit log did not take an entry (${error.Code}): ${error.Message}`)
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

/** Sorts as the time does. */
const timeOf = (at: number): string => new Date(at).toISOString()

function itemOf(entry: AuditEntry): Record<string, AttributeValue> {
  const step = String(entry.step).padStart(4, '0')
  return marshall(
    { pk: PARTITION, sk: `${timeOf(entry.at)}#${entry.id}#${step}`, ...entry },
    { removeUndefinedValues: true },
  )
}

function entryOf(item: Record<string, AttributeValue>): AuditEntry {
  const { pk: _pk, sk: _sk, ...entry } = unmarshall(item)
  return entry as AuditEntry
}
