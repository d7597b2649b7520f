import { writeItem } from './conditional-write.ts'
import type { Engine, Json } from './engine.ts'
import { type ReadStatement, readStatement } from './partiql-statement.ts'
import { isRefusal, refusal } from './refusal.ts'

const MAX_STATEMENTS = 25

/**
 * Writes in PartiQL, each on its own and each answered on its own, as the plain write that it amounts to.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export async function batchExecuteStatement(engine: Engine, { Statements: given }: Json): Promise<Json> {
  if (!Array.isArray(given) || given.length < 1 || given.length > MAX_STATEMENTS) {
    throw refusal('ValidationException', `Statements must have between 1 and ${MAX_STATEMENTS} members`)
  }
  const writes = await Promise.all(given.map((one: Json) => prepare(engine, one)))
  const keys = writes.flatMap((write) => ('key' in write ? [write.key] : []))
  if (new Set(keys).size < keys.length) {
    throw refusal('ValidationException', 'Provided list of item keys contains duplicates')
  }
  const Responses: Json[] = []
  for (const write of writes) Responses.push('Error' in write ? write : await answer(engine, write))
  return { Responses }
}

interface Write {
  readonly action: string
  readonly input: Json
  readonly key: string
  /** What a failed condition is called. */
  readonly refused: 'ConditionalCheckFailed' | 'DuplicateItem'
}

async function prepare(engine: Engine, given: Json): Promise<Write | { readonly Error: object }> {
  try {
    const statement = readStatement(given)
    const { KeySchema } = await engine.getTable(statement.table)
    const keys = KeySchema.map(({ AttributeName }) => AttributeName)
    const write = statement.kind === 'insert' ? insertion(statement, keys) : update(statement, keys)
    const { ReturnValuesOnConditionCheckFailure } = given
    return {
      ...write,
      input: { TableName: statement.table, ReturnValuesOnConditionCheckFailure, ...write.input },
      key: JSON.stringify([statement.table, keys.map((name) => keyValue(statement, name))]),
    }
  } catch (error) {
    return { Error: errorOf(error) }
  }
}

async function answer(engine: Engine, { action, input, refused }: Write): Promise<Json> {
  const { TableName } = input
  try {
    await writeItem(engine, action, input)
    return { TableName }
  } catch (error) {
    if (refused !== 'DuplicateItem' || !isRefusal(error, 'ConditionalCheckFailedException')) {
      return { Error: errorOf(error), TableName }
    }
    return { Error: { Code: refused, Message: 'Duplicate primary key exists in table' }, TableName }
  }
}

type Insert = Extract<ReadStatement, { kind: 'insert' }>
type Update = Extract<ReadStatement, { kind: 'update' }>

function insertion({ item }: Insert, [partitionKey]: readonly string[]): Omit<Write, 'key'> {
  const absent = {
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': partitionKey },
  }
  return { action: 'PutItem', input: { Item: item, ...absent }, refused: 'DuplicateItem' }
}

/** An update of PartiQL makes no item: that its key exists is part of the condition. */
function update({ set, remove, where }: Update, keys: readonly string[]): Omit<Write, 'key'> {
  const isKey = ([name, operator]: Update['where'][number]): boolean =>
    operator === '=' && keys.includes(name)
  const names: Record<string, string> = {}
  const values: Json = {}
  const placeName = (name: string): string => {
    const placeholder = `#${Object.keys(names).length}`
    names[placeholder] = name
    return placeholder
  }
  const placeValue = (value: unknown): string => {
    const placeholder = `:${Object.keys(values).length}`
    values[placeholder] = value
    return placeholder
  }
  const sets = set.map(([name, value]) => `${placeName(name)} = ${placeValue(value)}`)
  const removes = remove.map(placeName)
  const conditions = [
    ...keys.map((name) => `attribute_exists(${placeName(name)})`),
    ...where
      .filter((one) => !isKey(one))
      .map(([name, operator, value]) => `${placeName(name)} ${operator} ${placeValue(value)}`),
  ]
  const input = {
    Key: Object.fromEntries(where.filter(isKey).map(([name, , value]) => [name, value])),
    UpdateExpression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
  return { action: 'UpdateItem', input, refused: 'ConditionalCheckFailed' }
}

function keyValue(statement: ReadStatement, name: string): unknown {
  if (statement.kind === 'insert') return statement.item[name]
  return statement.where.find(([attribute, operator]) => attribute === name && operator === '=')?.[2]
}

/** A code is the name of the exception that the plain write would throw, without its last word. */
function errorOf(error: unknown): object {
  if (!isRefusal(error)) throw error
  const { __type, message, Item } = error.body as { __type: string; message: string; Item?: unknown }
  const name = __type.slice(__type.indexOf('#') + 1).replace(/Exception$/, '')
  const Code = name === 'Validation' ? 'ValidationError' : name
  return { Code, Message: message, ...(Item !== undefined && { Item }) }
}
