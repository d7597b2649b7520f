import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { DEAD_LETTER_INDEX } from '../../lib/topology/resource-names.ts'
import { clientOf, keyOf, type RunningDynamoDb } from '../contracts/dynamodb-contract.ts'
import { hasDynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local-jar.ts'
import { createLedger, LEDGER } from '../support/ledger-table.ts'

interface Operation {
  readonly row: string
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'
  readonly input: object
}

const conditions = [
  { ConditionExpression: 'attribute_not_exists(pk)' },
  { ConditionExpression: 'attribute_exists(pk)' },
  condition('attribute_not_exists(pk) OR expiresAt < :limit', 5),
  condition('expiresAt >= :limit AND NOT attribute_exists(deadIn)', 5),
  condition('expiresAt <> :limit', 3),
  condition('expiresAt BETWEEN :limit AND :limit', 4),
]

const updates = [
  { UpdateExpression: 'ADD expiresAt :change', values: { ':change': { N: '1' } } },
  {
    UpdateExpression: 'SET expiresAt = if_not_exists(expiresAt, :change) - :change',
    values: { ':change': { N: '2' } },
  },
  {
    UpdateExpression: 'SET deadIn = :sub, deadAt = :change',
    values: { ':change': { N: '7' }, ':sub': { S: 'dead' } },
  },
  { UpdateExpression: 'REMOVE deadIn, expiresAt', values: {} },
  {
    UpdateExpression: 'SET history = list_append(if_not_exists(history, :none), :change)',
    values: { ':none': { L: [] }, ':change': { L: [{ BOOL: true }] } },
  },
]

function condition(ConditionExpression: string, limit: number) {
  return { ConditionExpression, ExpressionAttributeValues: { ':limit': { N: String(limit) } } }
}

const anyCondition = fc.constantFrom(...conditions)
const maybeCondition = fc.option(anyCondition, { nil: {} })
const anyRow = fc.constantFrom('a', 'b', 'c')
const asksForOld = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const })

/** Random operations on three items, in a partition that the run fills in. */
const anyOperation = (pk: string): fc.Arbitrary<Operation> =>
  fc.oneof(
    fc
      .tuple(anyRow, fc.integer({ min: 0, max: 9 }), fc.boolean(), maybeCondition, asksForOld)
      .map(([sk, expiresAt, isDead, when, old]) => {
        const dead = isDead ? { deadIn: { S: pk }, deadAt: { N: String(expiresAt - 4) } } : {}
        const Item = { ...keyOf(pk, sk), expiresAt: { N: String(expiresAt) }, ...dead }
        return { row: sk, kind: 'Put' as const, input: { Item, ...when, ...old } }
      }),
    fc
      .tuple(anyRow, fc.constantFrom(...updates), maybeCondition, asksForOld)
      .map(([sk, { UpdateExpression, values }, when, old]) => {
        const all = { ...values, ...('ExpressionAttributeValues' in when && when.ExpressionAttributeValues) }
        const expression = { UpdateExpression, ...when, ...old }
        const given = Object.keys(all).length > 0 ? { ExpressionAttributeValues: all } : {}
        return { row: sk, kind: 'Update' as const, input: { Key: keyOf(pk, sk), ...expression, ...given } }
      }),
    fc.tuple(anyRow, maybeCondition, asksForOld).map(([sk, when, old]) => {
      return { row: sk, kind: 'Delete' as const, input: { Key: keyOf(pk, sk), ...when, ...old } }
    }),
    fc.tuple(anyRow, anyCondition, asksForOld).map(([sk, when, old]) => {
      return { row: sk, kind: 'ConditionCheck' as const, input: { Key: keyOf(pk, sk), ...when, ...old } }
    }),
  )

/** One operation is sent alone (a check cannot be), several as a transaction. */
function commandOf(operations: readonly Operation[]) {
  const [{ kind, input } = { kind: 'ConditionCheck', input: {} }, ...others] = operations
  const request = { TableName: LEDGER, ...input }
  if (others.length === 0 && kind === 'Put') return new PutItemCommand(request as never)
  if (others.length === 0 && kind === 'Update') return new UpdateItemCommand(request as never)
  if (others.length === 0 && kind === 'Delete') return new DeleteItemCommand(request as never)
  const TransactItems = operations.map((each) => ({ [each.kind]: { TableName: LEDGER, ...each.input } }))
  return new TransactWriteItemsCommand({ TransactItems } as never)
}

interface Refused {
  readonly name: string
  readonly Item?: unknown
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: unknown }[]
}

async function outcomeOf(client: DynamoDBClient, operations: readonly Operation[]) {
  try {
    await client.send(commandOf(operations) as PutItemCommand)
    return 'applied'
  } catch (error) {
    const { name, Item, CancellationReasons } = error as Refused
    return { name, Item, reasons: CancellationReasons?.map((reason) => [reason.Code, reason.Item]) }
  }
}

async function contentsOf(client: DynamoDBClient, pk: string) {
  const query = async (
    index: object,
    key: string,
    order: (item: Record<string, AttributeValue>) => string,
  ) => {
    const command = new QueryCommand({
      TableName: LEDGER,
      ...index,
      KeyConditionExpression: `${key} = :key`,
      ExpressionAttributeValues: { ':key': { S: pk } },
    })
    return ((await client.send(command)).Items ?? []).sort((a, b) => order(a).localeCompare(order(b)))
  }
  const sk = (item: Record<string, AttributeValue>) => item['sk']?.S ?? ''
  return {
    items: await query({}, 'pk', sk),
    // Items with equal index keys come in no defined order.
    dead: await query({ IndexName: DEAD_LETTER_INDEX }, 'deadIn', sk),
  }
}

describe.skipIf(!hasDynamoDbLocal())(
  'the embedded DynamoDB beside its original (needs DynamoDB Local: npm run dynamodb-local, Java 17, Maven)',
  () => {
    const running: RunningDynamoDb[] = []
    const clients: DynamoDBClient[] = []

    beforeAll(async () => {
      running.push(await startDynamoDb(), await startDynamoDbLocal())
      clients.push(...running.map(({ url }) => clientOf(url)))
      await Promise.all(clients.map((client) => client.send(createLedger())))
    })
    afterAll(async () => {
      for (const client of clients) client.destroy()
      await Promise.all(running.map(({ close }) => close()))
    })

    it('accepts and refuses the same conditional writes and transactions, with the same items after', async () => {
      let runs = 0
      // DynamoDB Local lets a check and a write meet on one item, which AWS refuses: so each item only once.
      const selector = ({ row }: Operation) => row
      const anyRequest = fc.uniqueArray(anyOperation('run'), { selector, minLength: 1, maxLength: 3 })
      const anyRequests = fc.array(anyRequest, { minLength: 1, maxLength: 10 })
      const property = fc.asyncProperty(anyRequests, async (requests) => {
        const pk = `run-${runs++}`
        const inThisRun = JSON.parse(JSON.stringify(requests).replaceAll('"run"', `"${pk}"`)) as Operation[][]
        for (const operations of inThisRun) {
          const [ours, original] = await Promise.all(clients.map((client) => outcomeOf(client, operations)))
          expect(ours).toEqual(original)
        }
        const [ours, original] = await Promise.all(clients.map((client) => contentsOf(client, pk)))
        expect(ours).toEqual(original)
      })
      await fc.assert(property, { numRuns: 100 })
    })
  },
)
