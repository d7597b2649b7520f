import { keyOf, oldItem } from './conditional-write.ts'
import type { Engine, Json } from './engine.ts'
import type { Write } from './level-store.ts'
import { isRefusal, refusal } from './refusal.ts'

interface Operation {
  readonly kind: string
  readonly action: string
  readonly input: Json
  readonly parsed: Json
}

interface Outcome {
  readonly writes: readonly Write[]
  readonly reason: { readonly Code: string; readonly Message?: string; readonly Item?: unknown }
}

const MAX_OPERATIONS = 100

/** A ConditionCheck is a delete whose condition counts and whose writes do not. */
const ACTION_OF = new Map([
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'DeleteItem'],
])

/** Applies all operations or none: what each would write is held back until every one has been accepted. */
export async function transactWriteItems(engine: Engine, input: Json): Promise<Json> {
  const operations = await readOperations(engine, input, ACTION_OF)
  const outcomes: Outcome[] = []
  for (const operation of operations) outcomes.push(await attempt(engine, operation))
  refuseIfAnyFailed(outcomes)
  await engine.commit(outcomes.flatMap(({ writes }) => writes))
  return {}
}

/** Reads all items at one moment: nothing else runs meanwhile. */
export async function transactGetItems(engine: Engine, input: Json): Promise<Json> {
  const Responses: Json[] = []
  for (const { action, parsed } of await readOperations(engine, input, new Map([['Get', 'GetItem']]))) {
    Responses.push(await engine.run(action, parsed))
  }
  return { Responses }
}

async function readOperations(
  engine: Engine,
  { TransactItems: items }: Json,
  actionOf: ReadonlyMap<string, string>,
): Promise<Operation[]> {
  if (!Array.isArray(items) || items.length < 1 || items.length > MAX_OPERATIONS) {
    throw refusal('ValidationException', `TransactItems must have between 1 and ${MAX_OPERATIONS} members`)
  }
  const operations = items.map((item: Json): Operation => {
    const [kind = '', ...others] = Object.keys(item)
    const action = actionOf.get(kind)
    const input = item[kind] as Json
    if (!action || others.length > 0) {
      const allowed = [...actionOf.keys()].join(', ')
      throw refusal('ValidationException', `A member of TransactItems must have exactly one of ${allowed}`)
    }
    const required = { ConditionCheck: 'ConditionExpression', Update: 'UpdateExpression' }[kind]
    if (required && input[required] === undefined) {
      throw refusal('ValidationException', `The ${required} of a ${kind} must not be null`)
    }
    return { kind, action, input, parsed: engine.parse(action, input) }
  })
  await refuseRepeatedItems(engine, operations)
  return operations
}

async function refuseRepeatedItems(engine: Engine, operations: readonly Operation[]): Promise<void> {
  const seen = new Set<string>()
  for (const { parsed } of operations)
    seen.add(JSON.stringify([parsed['TableName'], await keyOf(engine, parsed)]))
  if (seen.size === operations.length) return
  throw refusal('ValidationException', 'Transaction request cannot include multiple operations on one item')
}

async function attempt(engine: Engine, { kind, action, input, parsed }: Operation): Promise<Outcome> {
  try {
    const { writes } = await engine.plan(action, parsed)
    return { writes: kind === 'ConditionCheck' ? [] : writes, reason: { Code: 'None' } }
  } catch (error) {
    if (isRefusal(error, 'ConditionalCheckFailedException')) {
      const item = await oldItem(engine, input)
      return { writes: [], reason: { Code: 'ConditionalCheckFailed', Message: error.message, ...item } }
    }
    if (!isRefusal(error, 'ValidationException')) throw error
    return { writes: [], reason: { Code: 'ValidationError', Message: error.message } }
  }
}

function refuseIfAnyFailed(outcomes: readonly Outcome[]): void {
  const CancellationReasons = outcomes.map(({ reason }) => reason)
  if (CancellationReasons.every(({ Code }) => Code === 'None')) return
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ')
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  throw refusal('TransactionCanceledException', message, { Message: message, CancellationReasons })
}
