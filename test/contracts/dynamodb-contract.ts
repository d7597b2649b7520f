import {
  type AttributeValue,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEAD_LETTER_INDEX } from '../../lib/topology/resource-names.ts'
import { createLedger, LEDGER } from '../support/ledger-table.ts'

export interface RunningDynamoDb {
  readonly url: string
  close(): Promise<void>
}

export function clientOf(url: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
}

export const keyOf = (pk: string, sk = 'billing') => ({ pk: { S: pk }, sk: { S: sk } })

const dead = (pk: string, at: number) => ({
  ...keyOf(pk),
  deadIn: { S: 'billing' },
  deadAt: { N: String(at) },
})

const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' }
const withOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

/** What the ledger, its readers and `ctx.commit()` need of DynamoDB. AWS answers all of it like this. */
export function dynamoDbContract(start: () => Promise<RunningDynamoDb>): void {
  let db: RunningDynamoDb
  let client: DynamoDBClient

  const put = (Item: Record<string, AttributeValue>, more: object = {}) =>
    client.send(new PutItemCommand({ TableName: LEDGER, Item, ...more }))
  const get = async (pk: string) =>
    (await client.send(new GetItemCommand({ TableName: LEDGER, Key: keyOf(pk), ConsistentRead: true }))).Item
  const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    client.send(
      new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }),
    )
  const query = async (input: Omit<QueryCommandInput, 'TableName'>) => {
    const pages: string[][] = []
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined
    do {
      const command = new QueryCommand({
        TableName: LEDGER,
        ...input,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      })
      const { Items = [], LastEvaluatedKey } = await client.send(command)
      if (Items.length > 0) pages.push(Items.map(({ pk, sk }) => `${pk?.S}/${sk?.S}`))
      ExclusiveStartKey = LastEvaluatedKey
    } while (ExclusiveStartKey)
    return pages
  }
  const queryDead = (subscription: string, more: Partial<QueryCommandInput> = {}) =>
    query({
      IndexName: DEAD_LETTER_INDEX,
      KeyConditionExpression: 'deadIn = :s',
      ExpressionAttributeValues: { ':s': { S: subscription } },
      ...more,
    })

  beforeAll(async () => {
    db = await start()
    client = clientOf(db.url)
    await client.send(createLedger())
  })
  afterAll(async () => {
    client?.destroy()
    await db?.close()
  })

  describe('conditional writes', () => {
    it.each([
      ['PutItem', (more: object) => put(keyOf('refused'), more)],
      [
        'UpdateItem',
        (more: object) => {
          const update = {
            UpdateExpression: 'SET touched = :t',
            ExpressionAttributeValues: { ':t': { BOOL: true } },
          }
          return client.send(
            new UpdateItemCommand({ TableName: LEDGER, Key: keyOf('refused'), ...update, ...more }),
          )
        },
      ],
      [
        'DeleteItem',
        (more: object) =>
          client.send(new DeleteItemCommand({ TableName: LEDGER, Key: keyOf('refused'), ...more })),
      ],
    ])('%s that is refused brings the item along when asked to, and changes nothing', async (_name, send) => {
      const item = {
        ...keyOf('refused'),
        state: { S: 'DONE' },
        tags: { L: [{ S: 'a' }, { M: { b: { N: '1.5' } } }] },
      }
      await put(item)
      await expect(send({ ...ifAbsent, ...withOld })).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
        Item: item,
      })
      await expect(send(ifAbsent)).rejects.toSatisfy((error: { Item?: unknown }) => error.Item === undefined)
      expect(await get('refused')).toEqual(item)
    })

    it('brings no item along where there is none', async () => {
      const refused = put(keyOf('nowhere'), { ConditionExpression: 'attribute_exists(pk)', ...withOld })
      await expect(refused).rejects.toSatisfy((error: { name: string; Item?: unknown }) => {
        return error.name === 'ConditionalCheckFailedException' && error.Item === undefined
      })
    })

    it('lets one of many writers through', async () => {
      const writers = Array.from({ length: 20 }, (_, writer) =>
        put({ ...keyOf('raced'), owner: { N: String(writer) } }, ifAbsent),
      )
      const outcomes = await Promise.allSettled(writers)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('loses no increment of many at once', async () => {
      const increment = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } }
      const send = () =>
        client.send(new UpdateItemCommand({ TableName: LEDGER, Key: keyOf('counted'), ...increment }))
      await Promise.all(Array.from({ length: 20 }, send))
      expect(await get('counted')).toMatchObject({ n: { N: '20' } })
    })

    it('compares an expiry within a condition', async () => {
      await put({ ...keyOf('expired'), expiresAt: { N: '99' } })
      const claim = {
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
        ExpressionAttributeValues: { ':now': { N: '100' } },
      }
      await put({ ...keyOf('expired'), expiresAt: { N: '200' } }, claim)
      await expect(put(keyOf('expired'), claim)).rejects.toThrow('The conditional request failed')
    })
  })

  describe('queries', () => {
    it('gives one partition in the order of its sort key, either way, page by page', async () => {
      for (const sk of ['c', 'a', 'b']) await put(keyOf('queried', sk))
      await put(keyOf('queried-not'))
      const of = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'queried' } } }
      expect(await query(of)).toEqual([['queried/a', 'queried/b', 'queried/c']])
      expect(await query({ ...of, ScanIndexForward: false, Limit: 2 })).toEqual([
        ['queried/c', 'queried/b'],
        ['queried/a'],
      ])
    })

    it('holds in a sparse index the items that have its keys, with all their attributes, by number', async () => {
      await put({ ...dead('d-9', 9), cause: { S: 'late' } })
      await put(dead('d-100', 100))
      await put(dead('d-20', 20))
      await put(keyOf('alive'))
      expect(await queryDead('billing', { Limit: 2 })).toEqual([
        ['d-9/billing', 'd-20/billing'],
        ['d-100/billing'],
      ])
      const { Items } = await client.send(
        new QueryCommand({
          TableName: LEDGER,
          IndexName: DEAD_LETTER_INDEX,
          KeyConditionExpression: 'deadIn = :s AND deadAt < :t',
          ExpressionAttributeValues: { ':s': { S: 'billing' }, ':t': { N: '10' } },
        }),
      )
      expect(Items).toEqual([{ ...dead('d-9', 9), cause: { S: 'late' } }])
    })

    it('takes an item out of the index with its keys, also within a transaction', async () => {
      const moved = (pk: string) => ({ ...dead(pk, 1), deadIn: { S: 'moved' } })
      await put(moved('m-1'))
      await put(moved('m-2'))
      await put(moved('m-3'))
      await put(keyOf('m-1'))
      await transact([
        { Update: { TableName: LEDGER, Key: keyOf('m-2'), UpdateExpression: 'REMOVE deadIn' } },
        { Put: { TableName: LEDGER, Item: { ...moved('m-4'), deadAt: { N: '-5' } } } },
      ])
      expect(await queryDead('moved')).toEqual([['m-4/billing', 'm-3/billing']])
    })
  })

  describe('transactions', () => {
    it('apply all of their operations', async () => {
      await put({ ...keyOf('t-stock'), quantity: { N: '5' } })
      await put(keyOf('t-old'))
      await transact([
        { Put: { TableName: LEDGER, Item: keyOf('t-done'), ...ifAbsent } },
        {
          Update: {
            TableName: LEDGER,
            Key: keyOf('t-stock'),
            UpdateExpression: 'SET quantity = quantity - :q',
            ConditionExpression: 'quantity >= :q',
            ExpressionAttributeValues: { ':q': { N: '2' } },
          },
        },
        { Delete: { TableName: LEDGER, Key: keyOf('t-old') } },
        { ConditionCheck: { TableName: LEDGER, Key: keyOf('t-absent'), ...ifAbsent } },
      ])
      expect(await get('t-done')).toEqual(keyOf('t-done'))
      expect(await get('t-stock')).toMatchObject({ quantity: { N: '3' } })
      expect(await get('t-old')).toBeUndefined()
      expect(await get('t-absent')).toBeUndefined()
    })

    it('apply nothing when one condition fails, and say which with its item', async () => {
      const held = { ...keyOf('t-held'), owner: { S: 'another' } }
      await put(held)
      const refused = transact([
        { Put: { TableName: LEDGER, Item: keyOf('t-not-1') } },
        { ConditionCheck: { TableName: LEDGER, Key: keyOf('t-held'), ...ifAbsent, ...withOld } },
        { Put: { TableName: LEDGER, Item: keyOf('t-not-2') } },
      ])
      await expect(refused).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        message: expect.stringContaining('[None, ConditionalCheckFailed, None]'),
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Message: expect.any(String), Item: held },
          { Code: 'None' },
        ],
      })
      expect(await get('t-not-1')).toBeUndefined()
      expect(await get('t-not-2')).toBeUndefined()
      expect(await get('t-held')).toEqual(held)
    })

    it('reject an update that does not fit the item, and apply nothing', async () => {
      await put({ ...keyOf('t-text'), n: { S: 'one' } })
      const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } }
      const refused = transact([
        { Put: { TableName: LEDGER, Item: keyOf('t-not-3') } },
        { Update: { TableName: LEDGER, Key: keyOf('t-text'), ...add } },
      ])
      // AWS cancels the transaction with this as its reason; DynamoDB Local answers with the reason alone.
      await expect(refused).rejects.toThrow(/ValidationError|incorrect data type/)
      expect(await get('t-not-3')).toBeUndefined()
    })

    it('reject two operations on one item', async () => {
      const twice = transact([
        { Put: { TableName: LEDGER, Item: keyOf('t-twice') } },
        { Delete: { TableName: LEDGER, Key: keyOf('t-twice') } },
      ])
      await expect(twice).rejects.toMatchObject({ name: 'ValidationException' })
      expect(await get('t-twice')).toBeUndefined()
    })

    it('with the token of one that was applied do nothing again', async () => {
      const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } }
      const operations = [{ Update: { TableName: LEDGER, Key: keyOf('t-token'), ...add } }]
      await transact(operations, 'token-1')
      await transact(operations, 'token-1')
      await transact(operations, 'token-2')
      expect(await get('t-token')).toMatchObject({ n: { N: '2' } })
      const other = transact([{ Put: { TableName: LEDGER, Item: keyOf('t-other') } }], 'token-1')
      await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })
    })

    it('read several items at one moment', async () => {
      await put(keyOf('g-1'))
      const get1 = { Get: { TableName: LEDGER, Key: keyOf('g-1') } }
      const get2 = { Get: { TableName: LEDGER, Key: keyOf('g-absent') } }
      const { Responses } = await client.send(new TransactGetItemsCommand({ TransactItems: [get1, get2] }))
      expect(Responses?.map(({ Item }) => Item)).toEqual([keyOf('g-1'), undefined])
    })
  })

  describe('refusals and time to live', () => {
    it('rejects what names no table, or gives no whole key', async () => {
      const elsewhere = client.send(new GetItemCommand({ TableName: 'elsewhere', Key: keyOf('a') }))
      await expect(elsewhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
      const inTransaction = transact([{ Put: { TableName: 'elsewhere', Item: keyOf('a') } }])
      await expect(inTransaction).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
      await expect(put({ pk: { S: 'a' } })).rejects.toMatchObject({ name: 'ValidationException' })
      await expect(put(keyOf(''))).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('describes the time to live of a table, and forgets it with the table', async () => {
      const TableName = 'short-lived'
      const status = async () => {
        const answer = await client.send(new DescribeTimeToLiveCommand({ TableName }))
        return answer.TimeToLiveDescription
      }
      await client.send(createLedger(TableName))
      expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' })
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' }
      const enable = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })
      expect(await client.send(enable)).toMatchObject({ TimeToLiveSpecification })
      expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
      await client.send(new DeleteTableCommand({ TableName }))
      await expect(status()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
      await client.send(createLedger(TableName))
      expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' })
    })
  })
}
