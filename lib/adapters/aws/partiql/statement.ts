import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Item = Readonly<Record<string, AttributeValue>>

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
 * Writes the item over the one that is there and fulfils every comparison, and removes those of `optional` that it
 * lacks; else `ConditionalCheckFailed` with the item that is there, if any.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function updateStatement(
  table: string,
  item: Item,
  optional: readonly string[],
  where: readonly Comparison[],
): Statement {
  const { pk, sk, ...rest } = item
  const text = [
    `UPDATE "${table}"`,
    ...Object.keys(rest).map((name) => `SET "${name}"=?`),
    ...optional.filter((name) => !(name in rest)).map((name) => `REMOVE "${name}"`),
    `WHERE "pk"=? AND "sk"=?`,
    ...where.map(([name, operator]) => `AND "${name}"${operator}?`),
  ]
  const values = where.map(([, , value]) => value)
  return statement(item, text.join(' '), [...Object.values(rest), pk, sk, ...values] as AttributeValue[])
}

function statement({ pk, sk }: Item, Statement: string, Parameters: AttributeValue[]): Statement {
  return { Statement, Parameters, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', key: `${pk?.S} ${sk?.S}` }
}
