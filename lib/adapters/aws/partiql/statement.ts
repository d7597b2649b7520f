import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item, ItemChanges } from '../ledger-item.ts'

/** One write of one item. Its key is told beside it, since two writes of one item must not be in one call. */
export interface Statement {
  readonly Statement: string
  readonly Parameters: AttributeValue[]
  readonly ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
  readonly key: string
}

/** A condition on attributes: `["expiresAt", "<", { N: "1800000000" }]`. */
export type Comparison = readonly [attribute: string, operator: '=' | '<', value: AttributeValue]

/**
 * Writes the item where there is none; else `DuplicateItem`, which never brings the item along.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertStatement(table: string, item: Item): Statement {
  const attributes = Object.keys(item).map((name) => `'${name}': ?`)
  return statement(item, `INSERT INTO "${table}" VALUE {${attributes.join(', ')}}`, Object.values(item))
}

/**
 * Changes the item that is there and fulfils every comparison; else `ConditionalCheckFailed` with the item that is there,
 * if any.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function updateStatement(
  table: string,
  { key, set, remove }: ItemChanges,
  where: readonly Comparison[],
): Statement {
  const text = [
    `UPDATE "${table}"`,
    ...Object.keys(set).map((name) => `SET "${name}"=?`),
    ...remove.map((name) => `REMOVE "${name}"`),
    ...Object.keys(key).map((name, index) => `${index === 0 ? 'WHERE' : 'AND'} "${name}"=?`),
    ...where.map(([name, operator]) => `AND "${name}"${operator}?`),
  ]
  const values = where.map(([, , value]) => value)
  return statement(key, text.join(' '), [...Object.values(set), ...Object.values(key), ...values])
}

function statement({ pk, sk }: Item, Statement: string, Parameters: AttributeValue[]): Statement {
  return { Statement, Parameters, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', key: `${pk?.S} ${sk?.S}` }
}
