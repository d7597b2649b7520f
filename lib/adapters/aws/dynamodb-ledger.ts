import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CommitResult, DeliveryRecord, Ledger, WriteResult } from '../../messaging/ports.ts'
import { DEAD_LETTER_INDEX } from '../../topology/resource-names.ts'
import { batchGet } from './batch-get.ts'
import { type CommitItem, transactItem } from './commit-item.ts'
import { absentAt, conditionalPut, stillAt, type Written } from './conditional-put.ts'
import { conditionalUpdate } from './conditional-update.ts'
import { changesOf, itemOf, recordOf } from './ledger-item.ts'

/**
 * The ledger in one DynamoDB table. Every write is one conditional call that brings the record it met along when it is
 * refused, so that no decision needs a read first. A new record is put, a later version is the difference.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export function dynamoDbLedger(client: DynamoDBClient, TableName: string): Ledger<CommitItem> {
  return {
    async insert(record, nowSeconds) {
      return resultOf(await conditionalPut(client, TableName, itemOf(record), absentAt(nowSeconds)))
    },
    async replace(record, over) {
      return resultOf(await conditionalUpdate(client, TableName, changesOf(record, over), stillAt(over)))
    },
    async commit(record, over, items) {
      const own: TransactWriteItem = { Put: { TableName, Item: itemOf(record), ...stillAt(over) } }
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: [own, ...items.map(transactItem)] }))
        return { kind: 'committed' }
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        return whyCancelled(error)
      }
    },
    async find(key, nowSeconds) {
      const query = {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'expiresAt >= :now',
        ExpressionAttributeValues: marshall({ ':pk': key, ':now': nowSeconds }),
      }
      const records: DeliveryRecord[] = []
      for await (const page of paginateQuery({ client }, query))
        records.push(...(page.Items ?? []).map(recordOf))
      return records
    },
    async findIn(subscription, eventKeys, nowSeconds) {
      const keys = [...new Set(eventKeys)].map((pk) => marshall({ pk, sk: subscription }))
      const records = (await batchGet(client, TableName, keys)).map(recordOf)
      return byEventKey(records.filter(({ expiresAt }) => expiresAt >= nowSeconds))
    },
    async listDead(subscription, limit) {
      const query = {
        TableName,
        IndexName: DEAD_LETTER_INDEX,
        KeyConditionExpression: 'deadIn = :subscription',
        ExpressionAttributeValues: marshall({ ':subscription': subscription }),
      }
      const records: DeliveryRecord[] = []
      for await (const page of paginateQuery({ client, pageSize: Math.min(limit, 100) }, query)) {
        records.push(...(page.Items ?? []).map(recordOf))
        if (records.length >= limit) break
      }
      return records.slice(0, limit)
    },
  }
}

const byEventKey = (records: readonly DeliveryRecord[]): ReadonlyMap<string, DeliveryRecord> =>
  new Map(records.map((record) => [record.eventKey, record]))

function resultOf(result: Written): WriteResult {
  return result.written ? result : { written: false, ...found(result.item) }
}

function found(item: Record<string, AttributeValue> | undefined): { found?: DeliveryRecord } {
  return item ? { found: recordOf(item) } : {}
}

/** What passes. The SDK repeats a single write for these, and no transaction. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

/** The ledger's own item is first: when it was refused, nothing else matters. */
function whyCancelled(error: TransactionCanceledException): CommitResult {
  const reasons = error.CancellationReasons ?? []
  if (reasons[0]?.Code === 'ConditionalCheckFailed') return { kind: 'lost', ...found(reasons[0].Item) }
  const refused = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')
  if (refused > 0) return { kind: 'refused', index: refused - 1 }
  if (reasons.some(({ Code = '' }) => PASSING.has(Code))) return { kind: 'busy' }
  throw error
}
