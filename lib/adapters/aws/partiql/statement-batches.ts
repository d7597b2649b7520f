import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { systemClock, systemRandom } from '../../system.ts'
import type { Statement } from './statement.ts'

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MAX_STATEMENTS = 25
/** How long a statement waits at most for the answer to a call that is on its way, in milliseconds. */
const MAX_HOLD = 50
/** As often as the SDK tries a call of one item. */
const MAX_ATTEMPTS = 4

/** What an answer of 200 may say of a single statement, and the SDK therefore never sees. */
const RETRIED: readonly (string | undefined)[] = [
  ...['InternalServerError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded', 'ThrottlingError'],
  'TransactionConflict',
]

export type StatementResult =
  | { readonly written: true }
  | { readonly written: false; readonly item?: NonNullable<BatchStatementError['Item']> }

interface Waiting {
  readonly statement: Statement
  readonly attempt: number
  readonly resolve: (result: StatementResult) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Executes statements, many in a call. Those of one turn of the event loop go out together and at once; while a call
 * is on its way, the next ones wait for it, but not for long. So ten claims are one call, a lone completion goes out
 * as it comes, and under load the calls fill up. Each statement has its own result; a call that fails fails them all.
 */
export function statementBatches(client: DynamoDBClient): (statement: Statement) => Promise<StatementResult> {
  let waiting: Waiting[] = []
  let onTheirWay = 0
  let turn: NodeJS.Immediate | undefined
  let hold: NodeJS.Timeout | undefined

  const add = (one: Waiting): void => {
    waiting.push(one)
    if (onTheirWay === 0) turn ??= setImmediate(sendAll)
    else hold ??= setTimeout(sendAll, MAX_HOLD)
  }
  const sendAll = (): void => {
    clearImmediate(turn)
    clearTimeout(hold)
    turn = undefined
    hold = undefined
    const calls = splitIntoCalls(waiting)
    waiting = []
    for (const call of calls) void send(call)
  }
  const send = async (call: readonly Waiting[]): Promise<void> => {
    onTheirWay += 1
    try {
      const Statements = call.map(({ statement: { key: _key, ...rest } }) => rest)
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }))
      for (const [index, one] of call.entries()) settle(one, Responses[index], add)
    } catch (error) {
      for (const { reject } of call) reject(error)
    } finally {
      onTheirWay -= 1
      if (waiting.length > 0) turn ??= setImmediate(sendAll)
    }
  }
  return (statement) =>
    new Promise((resolve, reject) => {
      add({ statement, attempt: 1, resolve, reject })
    })
}

/** At most 25 a call, and no item twice: DynamoDB would refuse the whole call. */
function splitIntoCalls(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const calls: { readonly keys: Set<string>; readonly call: Waiting[] }[] = []
  for (const one of waiting) {
    const { key } = one.statement
    const free = calls.findLast(({ keys }) => keys.size < MAX_STATEMENTS && !keys.has(key))
    if (free) {
      free.keys.add(key)
      free.call.push(one)
    } else calls.push({ keys: new Set([key]), call: [one] })
  }
  return calls.map(({ call }) => call)
}

function settle(one: Waiting, response: BatchStatementResponse | undefined, again: (one: Waiting) => void) {
  const { attempt, resolve, reject } = one
  const error = response?.Error
  if (response && !error) resolve({ written: true })
  else if (error?.Code === 'DuplicateItem') resolve({ written: false })
  else if (error?.Code === 'ConditionalCheckFailed') {
    resolve(error.Item ? { written: false, item: error.Item } : { written: false })
  } else if (RETRIED.includes(error?.Code) && attempt < MAX_ATTEMPTS) {
    const wait = 100 * 2 ** (attempt - 1) * systemRandom.fraction()
    systemClock.sleep(wait).then(() => again({ ...one, attempt: attempt + 1 }), reject)
  } else reject(statementError(error))
}

function statementError(error: BatchStatementError | undefined): Error {
  const said = error?.Message ?? 'DynamoDB did not answer for this statement.'
  return Object.assign(new Error(said), { name: error?.Code ?? 'NoAnswer' })
}
