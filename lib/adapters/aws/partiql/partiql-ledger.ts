import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Ledger, WriteResult } from '../../../messaging/ports.ts'
import type { CommitItem } from '../commit-item.ts'
import { dynamoDbLedger } from '../dynamodb-ledger.ts'
import { changesOf, type ItemChanges, itemOf, recordOf } from '../ledger-item.ts'
import { type Comparison, insertStatement, type Statement, updateStatement } from './statement.ts'
import { statementBatches } from './statement-batches.ts'

/**
 * The ledger with up to 25 writes in a call, under the same conditions. A first claim is one statement. A claim of
 * what is already there is a second one, which writes over an expired record and else brings the record along.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
 */
export function partiqlLedger(client: DynamoDBClient, table: string): Ledger<CommitItem> {
  const execute = statementBatches(client)
  const write = async (statement: Statement): Promise<WriteResult> => {
    const result = await execute(statement)
    if (result.written) return result
    return result.item ? { written: false, found: recordOf(result.item) } : { written: false }
  }
  const update = (changes: ItemChanges, where: readonly Comparison[]): Promise<WriteResult> =>
    write(updateStatement(table, changes, where))
  return {
    ...dynamoDbLedger(client, table),
    async insert(record, nowSeconds) {
      const inserted = await write(insertStatement(table, itemOf(record)))
      if (inserted.written) return inserted
      return update(changesOf(record), [['expiresAt', '<', { N: String(nowSeconds) }]])
    },
    replace: (record, over) =>
      update(changesOf(record, over), equal({ owner: over.owner, state: over.state })),
  }
}

function equal(values: Readonly<Record<string, string>>): readonly Comparison[] {
  return Object.entries(values).map(([name, value]) => [name, '=', { S: value }])
}
