import type { ConditionCheck, Delete, Put, TransactWriteItem, Update } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'

/** Plain JavaScript values where DynamoDB's own types have attribute values. */
type Plain<T> = {
  [K in keyof T]: K extends 'Item' | 'Key' | 'ExpressionAttributeValues'
    ? Readonly<Record<string, unknown>>
    : T[K]
}

/**
 * What `ctx.commit()` takes: an entry of TransactWriteItems, in DynamoDB's own words, with plain values.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * @example
 * { Update: { TableName: ctx.tables.stock, Key: { sku }, UpdateExpression: 'ADD quantity :n',
 *   ExpressionAttributeValues: { ':n': 5 } } }
 */
export type CommitItem =
  | { readonly Put: Plain<Put> }
  | { readonly Update: Plain<Update> }
  | { readonly Delete: Plain<Delete> }
  | { readonly ConditionCheck: Plain<ConditionCheck> }

const PLAIN = ['Item', 'Key', 'ExpressionAttributeValues']

export function transactItem(item: CommitItem): TransactWriteItem {
  return Object.fromEntries(
    Object.entries(item).map(([action, parameters]) => [
      action,
      Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [
          name,
          PLAIN.includes(name) ? marshall(value, { removeUndefinedValues: true }) : value,
        ]),
      ),
    ]),
  ) as unknown as TransactWriteItem
}
