import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'

type Item = Record<string, AttributeValue>

export type Condition = Pick<
  PutItemCommand['input'],
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }

/** Whether a conditional write was done; what it met when it was refused, if anything. */
export type Written = { readonly written: true } | { readonly written: false; readonly item?: Item }

/**
 * One conditional Put. A refusal brings the item that it met along, so that no decision needs a read first.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export async function conditionalPut(
  client: DynamoDBClient,
  TableName: string,
  Item: Item,
  condition: Condition,
  abortSignal?: AbortSignal,
): Promise<Written> {
  const command = new PutItemCommand({ TableName, Item, ...condition })
  return unlessRefused(client.send(command, abortSignal && { abortSignal }))
}

export async function unlessRefused(write: Promise<unknown>): Promise<Written> {
  try {
    await write
    return { written: true }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return error.Item ? { written: false, item: error.Item } : { written: false }
  }
}

/** TTL deletion lags by days, so an expired record counts as absent here. */
export function absentAt(nowSeconds: number): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
    ExpressionAttributeValues: marshall({ ':now': nowSeconds }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
}

/** The fence: an owner is one attempt, so owner and state together name one version. */
export function stillAt({ state, owner }: { readonly state: string; readonly owner: string }): Condition {
  return {
    ConditionExpression: '#owner = :owner AND #state = :state',
    ExpressionAttributeNames: { '#owner': 'owner', '#state': 'state' },
    ExpressionAttributeValues: marshall({ ':owner': owner, ':state': state }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
}
