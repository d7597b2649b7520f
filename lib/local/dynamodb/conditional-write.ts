import type { Engine, Item, Json } from './engine.ts'
import { isRefusal, refusal } from './refusal.ts'

/** Runs a put, update or delete; dynalite ignores `ReturnValuesOnConditionCheckFailure`, so it is added here. */
export async function writeItem(engine: Engine, action: string, input: Json): Promise<Json> {
  const parsed = engine.parse(action, input)
  try {
    return await engine.run(action, parsed)
  } catch (error) {
    if (!isRefusal(error, 'ConditionalCheckFailedException')) throw error
    throw refusal('ConditionalCheckFailedException', error.message, await oldItem(engine, input))
  }
}

/** `{ Item }` when `input` asks for the item that refused it and there is one, as AWS adds it to the refusal. */
export async function oldItem(engine: Engine, input: Json): Promise<{ Item?: unknown }> {
  if (input['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD') return {}
  const { Item } = await engine.run('GetItem', {
    TableName: input['TableName'],
    Key: await keyOf(engine, input),
  })
  return Item === undefined ? {} : { Item }
}

/** The key of the item that `input` is about. */
export async function keyOf(engine: Engine, input: Json): Promise<Item> {
  const { KeySchema } = await engine.getTable(input['TableName'])
  const item = (input['Key'] ?? input['Item']) as Item
  return Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}]))
}
