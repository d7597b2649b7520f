import { setImmediate } from 'node:timers/promises'
import type {
  BatchExecuteStatementCommand,
  BatchExecuteStatementCommandInput,
  BatchStatementErrorCodeEnum,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it, vi } from 'vitest'
import { insertStatement, type Statement } from '../../lib/adapters/aws/partiql/statement.ts'
import { statementBatches } from '../../lib/adapters/aws/partiql/statement-batches.ts'

const insert = (pk: number): Statement => insertStatement('t', { pk: { S: String(pk) }, sk: { S: 's' } })
const inserts = (from: number, count: number): Statement[] =>
  Array.from({ length: count }, (_, index) => insert(from + index))

interface Call {
  readonly keys: readonly (string | undefined)[]
  /** Answers with an error for each key that is named; with success for the others. */
  answer(errors?: Readonly<Record<string, BatchStatementErrorCodeEnum>>): void
  fail(error: Error): void
}

/** A DynamoDB whose every call waits until the test answers it. */
function heldDynamoDb() {
  const calls: Call[] = []
  const send = async ({ input }: BatchExecuteStatementCommand): Promise<unknown> => {
    const keys = (input as BatchExecuteStatementCommandInput).Statements?.map(
      ({ Parameters }) => Parameters?.[0]?.S,
    )
    return new Promise((resolve, reject) => {
      calls.push({
        keys: keys ?? [],
        answer: (errors = {}) =>
          resolve({
            Responses: keys?.map((key = '') => (errors[key] ? { Error: { Code: errors[key] } } : {})),
          }),
        fail: reject,
      })
    })
  }
  const execute = statementBatches({ send } as unknown as DynamoDBClient)
  return { execute, calls, callsAre: (count: number) => vi.waitFor(() => expect(calls).toHaveLength(count)) }
}

describe('statements', () => {
  it('of one turn go out together, 25 a call', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const results = inserts(1, 60).map(execute)
    await callsAre(3)
    expect(calls.map(({ keys }) => keys.length)).toEqual([25, 25, 10])
    for (const call of calls) call.answer()
    expect(await Promise.all(results)).toEqual(Array.from({ length: 60 }, () => ({ written: true })))
  })

  it('that come alone go out alone, and at once', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    for (const pk of [1, 2]) {
      const result = execute(insert(pk))
      await callsAre(pk)
      calls[pk - 1]?.answer()
      expect(await result).toEqual({ written: true })
    }
  })

  it('that come while a call is on its way go out together when it is answered', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const first = execute(insert(1))
    await callsAre(1)
    const second = execute(insert(2))
    await setImmediate()
    const third = execute(insert(3))
    calls[0]?.answer()
    await first
    await callsAre(2)
    expect(calls[1]?.keys).toEqual(['2', '3'])
    calls[1]?.answer()
    expect(await Promise.all([second, third])).toEqual([{ written: true }, { written: true }])
  })

  it('do not wait long for a call that hangs', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const hanging = execute(insert(1))
    await callsAre(1)
    const second = execute(insert(2))
    await callsAre(2)
    calls[1]?.answer()
    expect(await second).toEqual({ written: true })
    calls[0]?.answer()
    await hanging
  })

  it('of one item are never in one call', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const results = [insert(1), insert(1), insert(2)].map(execute)
    await callsAre(2)
    expect(calls.map(({ keys }) => keys)).toEqual([['1'], ['1', '2']])
    for (const call of calls) call.answer()
    await Promise.all(results)
  })

  it('have each their own result', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const results = inserts(1, 3).map(execute)
    const settled = Promise.allSettled(results)
    await callsAre(1)
    calls[0]?.answer({ '1': 'DuplicateItem', '3': 'AccessDenied' })
    expect(await settled).toEqual([
      { status: 'fulfilled', value: { written: false } },
      { status: 'fulfilled', value: { written: true } },
      { status: 'rejected', reason: expect.objectContaining({ name: 'AccessDenied' }) },
    ])
  })

  it('all fail with a call that fails', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const settled = Promise.allSettled(inserts(1, 2).map(execute))
    await callsAre(1)
    calls[0]?.fail(new Error('down'))
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('that are throttled are tried again without those that were not, four times at most', async () => {
    const { execute, calls, callsAre } = heldDynamoDb()
    const settled = Promise.allSettled(inserts(1, 2).map(execute))
    await callsAre(1)
    calls[0]?.answer({ '1': 'ThrottlingError' })
    for (const count of [2, 3, 4]) {
      await callsAre(count)
      expect(calls[count - 1]?.keys).toEqual(['1'])
      calls[count - 1]?.answer({ '1': 'ProvisionedThroughputExceeded' })
    }
    expect(await settled).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ name: 'ProvisionedThroughputExceeded' }) },
      { status: 'fulfilled', value: { written: true } },
    ])
    expect(calls).toHaveLength(4)
  })

  it('without an answer of their own fail', async () => {
    const send = async () => ({ Responses: [] })
    const execute = statementBatches({ send } as unknown as DynamoDBClient)
    await expect(execute(insert(1))).rejects.toMatchObject({ name: 'NoAnswer' })
  })
})
