import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { WriteResult } from '../../messaging/ports.ts'
import type { PublishKeyRecord, PublishKeys } from '../../messaging/publish/ports.ts'
import { absentAt, type Condition, conditionalPut, stillAt } from './conditional-put.ts'

/** Where a delivery has its subscription, whose name begins with a letter. */
const SORT_KEY = '#publish'

/** Idempotency keys in the ledger's table, each a partition of its own. */
export function dynamoDbPublishKeys(client: DynamoDBClient, table: string): PublishKeys {
  const put = async (
    record: PublishKeyRecord,
    condition: Condition,
    signal?: AbortSignal,
  ): Promise<WriteResult<PublishKeyRecord>> => {
    const result = await conditionalPut(client, table, itemOf(record), condition, signal)
    if (result.written) return result
    return result.item ? { written: false, found: recordOf(result.item) } : { written: false }
  }
  return {
    insert: (record, nowSeconds) => put(record, absentAt(nowSeconds)),
    replace: (record, over, signal) => put(record, stillAt(over), signal),
  }
}

function itemOf({ key, ...rest }: PublishKeyRecord): Record<string, AttributeValue> {
  return marshall({ pk: key, sk: SORT_KEY, ...rest }, { removeUndefinedValues: true })
}

function recordOf(item: Record<string, AttributeValue>): PublishKeyRecord {
  const { pk, sk: _sk, ...rest } = unmarshall(item)
  return { key: pk, ...rest } as PublishKeyRecord
}
