import { createRequire } from 'node:module'
import { setTimeout } from 'node:timers/promises'
import { type Callback, type Level, type Planned, takeOver, type Writer } from './level-store.ts'
import { isRefusal, refusal } from './refusal.ts'

export type Json = Record<string, unknown>
export type Item = Record<string, Record<string, unknown>>

export interface Table extends Json {
  readonly TableName: string
  readonly TableStatus: string
  readonly KeySchema: readonly { readonly AttributeName: string }[]
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus: string }[]
}

/** dynalite with promises. It answers one request at a time: the caller waits for one before it sends the next. */
export interface Engine {
  /** Checks the input of an action and parses its expressions; throws a refusal. */
  parse(action: string, input: Json): Json
  /** Runs what `parse` gave. All that it writes is written at once, or nothing. */
  run(action: string, parsed: Json): Promise<Json>
  /** Like `run`, but leaves the writing to `commit`. */
  plan(action: string, parsed: Json): Promise<Planned<Json>>
  readonly commit: Writer['commit']
  getTable(name: unknown): Promise<Table>
  putTable(table: Table): Promise<void>
  listTables(): Promise<readonly Table[]>
  close(): Promise<void>
}

interface SubLevel {
  put(key: string, value: unknown, callback: Callback): void
  lock: (key: string, run: (release: <F>(callback: F) => F) => void) => void
}

interface Store {
  readonly db: Level
  readonly tableDb: SubLevel
  getItemDb(name: string): SubLevel
  getTable(name: unknown, checkStatus: boolean, callback: Callback<Table>): void
}

type Action = (store: Store, parsed: Json, callback: Callback<Json>) => void

interface Validation {
  readonly types: object
  readonly custom?: object
}

const require = createRequire(import.meta.url)
const dynalite = require('dynalite/db') as { create(options: object): Store }
const validations = require('dynalite/validations') as {
  checkTypes(input: Json, types: object): Json
  checkValidations(input: Json, types: object, custom: object | undefined, store: Store): void
}

const CHANGES_A_TABLE = new Set(['CreateTable', 'UpdateTable', 'DeleteTable'])

const ACTIONS = new Set([
  ...CHANGES_A_TABLE,
  ...['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'DescribeTable', 'GetItem', 'ListTables', 'PutItem'],
  ...['ListTagsOfResource', 'Query', 'Scan', 'TagResource', 'UntagResource', 'UpdateItem'],
])

/**
 * Parameters that dynalite does not know and that may be dropped, since nothing at home depends on them (the last is
 * added around dynalite). Any other is refused: dynalite would ignore it without a word.
 */
const DROPPED = new Set([
  ...[
    'DeletionProtectionEnabled',
    'OnDemandThroughput',
    'PointInTimeRecovery',
    'PointInTimeRecoverySpecification',
  ],
  ...['ResourcePolicy', 'SSESpecification', 'TableClass', 'Tags', 'WarmThroughput'],
  'ReturnValuesOnConditionCheckFailure',
])

export async function openEngine(path?: string): Promise<Engine> {
  const immediately = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }
  const store = dynalite.create({ ...immediately, ...(path !== undefined && { path }) })
  await store.db.open().catch((cause) => {
    throw new Error(`${path} cannot be opened as a database. Does another process use it?`, { cause })
  })
  let failRequest: (error: unknown) => void = () => undefined
  const { plan, commit } = takeOver(store.db, (error) => failRequest(error))
  removeLocks(store)

  const call = <T>(send: (callback: Callback<T>) => void) =>
    new Promise<T>((resolve, reject) => {
      failRequest = reject
      send((error, value) => (error ? reject(error) : resolve(value as T)))
    })
  const perform = (action: string, parsed: Json) =>
    call<Json>((callback) => load<Action>('actions', action)(store, parsed, callback))
  const getTable = (name: unknown) => call<Table>((callback) => store.getTable(name, false, callback))

  return {
    parse: (action, input) => parse(store, action, input),
    async run(action, parsed) {
      const tableChange = CHANGES_A_TABLE.has(action)
      const { result, writes } = tableChange
        ? { result: await perform(action, parsed), writes: [] }
        : await plan(() => perform(action, parsed))
      if (writes.length > 0) await commit(writes)
      if (tableChange) await settled(() => getTable(parsed['TableName']))
      return result
    },
    plan: (action, parsed) => plan(() => perform(action, parsed)),
    commit,
    getTable,
    putTable: (table) => call((callback) => store.tableDb.put(table.TableName, table, callback as Callback)),
    listTables: async () => (await store.db.values({ gt: 'table~', lt: 'table~~' }).all()) as Table[],
    close: () => store.db.close(),
  }
}

function parse(store: Store, action: string, input: Json): Json {
  const { types, custom } = load<Validation>('validations', action)
  const unknown = Object.keys(input).find((name) => !(name in types || DROPPED.has(name)))
  if (unknown) throw refusal('ValidationException', `${unknown} of ${action} is not run locally`)
  const parsed = validations.checkTypes({ ...input }, types)
  validations.checkValidations(parsed, types, custom, store)
  return parsed
}

function load<T>(kind: 'actions' | 'validations', action: string): T {
  if (!ACTIONS.has(action)) throw refusal('UnknownOperationException', `${action} is not run locally`)
  return require(`dynalite/${kind}/${action.charAt(0).toLowerCase()}${action.slice(1)}`) as T
}

/** Requests come one at a time, so dynalite's locks protect nothing, and one would stay held after a throw. */
function removeLocks(store: Store): void {
  const lock: SubLevel['lock'] = (_key, run) => run((callback) => callback)
  const getItemDb = store.getItemDb
  store.getItemDb = (name) => Object.assign(getItemDb(name), { lock })
  store.tableDb.lock = lock
}

/** dynalite makes a table active, or forgets it, a moment after its answer. */
async function settled(getTable: () => Promise<Table>): Promise<void> {
  for (;;) {
    const table = await getTable().catch((error) => {
      if (!isRefusal(error, 'ResourceNotFoundException')) throw error
    })
    const indexes = table?.GlobalSecondaryIndexes ?? []
    if (!table || (table.TableStatus === 'ACTIVE' && indexes.every((each) => each.IndexStatus === 'ACTIVE')))
      return
    await setTimeout(1)
  }
}
