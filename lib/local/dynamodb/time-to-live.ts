import { setInterval } from 'node:timers/promises'
import type { Engine, Item, Json, Table } from './engine.ts'
import { refusal } from './refusal.ts'

/** Sends one request, after those that wait already. */
export type Request = (action: string, input: Json) => Promise<Json>

/** Kept in dynalite's record of the table, so it is stored and deleted together with the table. */
const ATTRIBUTE = 'TimeToLiveAttribute'

export async function updateTimeToLive(engine: Engine, input: Json): Promise<Json> {
  const { [ATTRIBUTE]: old, ...table } = await engine.getTable(input['TableName'])
  const { Enabled, AttributeName } = { ...(input['TimeToLiveSpecification'] as Json) }
  if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string') {
    throw refusal('ValidationException', 'TimeToLiveSpecification must have Enabled and AttributeName')
  }
  if (Enabled === (old !== undefined)) {
    throw refusal('ValidationException', `TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
  }
  await engine.putTable({ ...(table as Table), ...(Enabled && { [ATTRIBUTE]: AttributeName }) })
  return { TimeToLiveSpecification: { Enabled, AttributeName } }
}

export async function describeTimeToLive(engine: Engine, input: Json): Promise<Json> {
  const { [ATTRIBUTE]: AttributeName } = await engine.getTable(input['TableName'])
  const enabled = { TimeToLiveStatus: 'ENABLED', AttributeName }
  return { TimeToLiveDescription: AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : enabled }
}

/** Deletes what has expired, again and again until the signal, as AWS does within days. Rejects at the signal. */
export async function sweepRegularly(engine: Engine, request: Request, everyMs: number, signal: AbortSignal) {
  for await (const _ of setInterval(everyMs, undefined, { signal, ref: false })) {
    for (const table of await engine.listTables()) {
      // A table may be deleted during its sweep; the others are swept all the same.
      if (table[ATTRIBUTE] !== undefined) await sweepTable(request, table).catch(() => undefined)
    }
  }
}

/** Other requests run between its pages and deletes, so each delete checks again. */
async function sweepTable(request: Request, { TableName, KeySchema, [ATTRIBUTE]: attribute }: Table) {
  const now = Math.floor(Date.now() / 1000)
  // AWS leaves alone what expired more than five years ago: such a number is rarely meant as a time.
  const values = { ':oldest': { N: String(now - 5 * 365 * 86_400) }, ':now': { N: String(now) } }
  const names = { ExpressionAttributeNames: { '#ttl': attribute }, ExpressionAttributeValues: values }
  const expired = '#ttl BETWEEN :oldest AND :now'
  let ExclusiveStartKey: unknown
  do {
    const start = ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }
    const page = await request('Scan', { TableName, FilterExpression: expired, ...names, ...start })
    for (const item of page['Items'] as Item[]) {
      const Key = Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, item[name]]))
      await request('DeleteItem', { TableName, Key, ConditionExpression: expired, ...names }).catch(
        () => undefined,
      )
    }
    ExclusiveStartKey = page['LastEvaluatedKey']
  } while (ExclusiveStartKey !== undefined)
}
