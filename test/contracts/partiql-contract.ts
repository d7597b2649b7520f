import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger, LEDGER } from '../support/ledger-table.ts'
import { clientOf, type RunningDynamoDb } from './dynamodb-contract.ts'

const text = (S: string) => ({ S })
const number = (N: number) => ({ N: String(N) })
const ALL_OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

/** What a DynamoDB must do for the ledger in PartiQL. */
export function partiqlContract(start: () => Promise<RunningDynamoDb>): void {
  describe('writes in PartiQL', () => {
    let database: RunningDynamoDb
    let client: DynamoDBClient
    beforeAll(async () => {
      database = await start()
      client = clientOf(database.url)
      await client.send(createLedger())
    }, 60_000)
    afterAll(async () => {
      client?.destroy()
      await database?.close()
    })

    const execute = async (...Statements: BatchStatementRequest[]) =>
      (await client.send(new BatchExecuteStatementCommand({ Statements }))).Responses
    const get = async (pk: string) =>
      (await client.send(new GetItemCommand({ TableName: LEDGER, Key: { pk: text(pk), sk: text('s') } })))
        .Item
    const insert = (pk: string, owner = 'me', table = LEDGER): BatchStatementRequest => ({
      Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'sk': ?, 'owner': ?, 'list': ?}`,
      Parameters: [text(pk), text('s'), text(owner), { L: [text('x')] }],
      ...ALL_OLD,
    })
    const update = (
      pk: string,
      owner: string,
      condition: string,
      ...values: BatchStatementRequest['Parameters'] & object
    ): BatchStatementRequest => ({
      Statement: `UPDATE "${LEDGER}" SET "owner"=? SET "n"=? REMOVE "list" REMOVE "never" WHERE "pk"=? AND "sk"=?${condition}`,
      Parameters: [text(owner), number(1), text(pk), text('s'), ...values],
      ...ALL_OLD,
    })

    it('inserts what is not there, and says which was, without bringing it along', async () => {
      expect(await execute(insert('i-1'))).toEqual([{ TableName: LEDGER }])
      const [again, other] = (await execute(insert('i-1', 'another'), insert('i-2'))) ?? []
      expect(again).toMatchObject({ Error: { Code: 'DuplicateItem' }, TableName: LEDGER })
      expect(again?.Error?.Item).toBeUndefined()
      expect(other).toEqual({ TableName: LEDGER })
      expect(await get('i-1')).toEqual({
        pk: text('i-1'),
        sk: text('s'),
        owner: text('me'),
        list: { L: [text('x')] },
      })
    })

    it('updates what fulfils the condition, and brings along what does not', async () => {
      await execute(insert('u-1'), insert('u-2'))
      const [done, refused, absent] =
        (await execute(
          update('u-1', 'next', ' AND "owner"=?', text('me')),
          update('u-2', 'next', ' AND "owner"=?', text('another')),
          update('u-3', 'next', ''),
        )) ?? []
      expect(done).toEqual({ TableName: LEDGER })
      expect(refused?.Error).toMatchObject({ Code: 'ConditionalCheckFailed', Item: await get('u-2') })
      expect(absent?.Error?.Code).toBe('ConditionalCheckFailed')
      expect(absent?.Error?.Item).toBeUndefined()
      expect(await get('u-1')).toEqual({ pk: text('u-1'), sk: text('s'), owner: text('next'), n: number(1) })
      expect(await get('u-3')).toBeUndefined()
    })

    it('compares numbers, and refuses where the attribute is missing', async () => {
      await execute(insert('c-1'))
      const [missing] = (await execute(update('c-1', 'next', ' AND "n" < ?', number(5)))) ?? []
      expect(missing?.Error?.Code).toBe('ConditionalCheckFailed')
      await execute(update('c-1', 'next', ''))
      const [equal] = (await execute(update('c-1', 'over', ' AND "n" < ?', number(1)))) ?? []
      expect(equal?.Error?.Code).toBe('ConditionalCheckFailed')
      expect(await execute(update('c-1', 'over', ' AND "n" < ?', number(2)))).toEqual([{ TableName: LEDGER }])
    })

    it('refuses two writes of one item, and more than 25 of any', async () => {
      const rejected = { name: 'ValidationException' }
      await expect(execute(insert('d-1'), insert('d-1', 'another'))).rejects.toMatchObject(rejected)
      const many = Array.from({ length: 26 }, (_, index) => insert(`m-${index}`))
      await expect(execute(...many)).rejects.toMatchObject(rejected)
      expect(await execute(...many.slice(1))).toHaveLength(25)
    })

    it('answers a statement that it cannot read, or that names no table, and runs the others', async () => {
      const [unread, nowhere, fine] =
        (await execute({ Statement: 'INSERT OR NOT' }, insert('n-1', 'me', 'elsewhere'), insert('n-2'))) ?? []
      expect(unread?.Error?.Code).toBe('ValidationError')
      expect(nowhere?.Error?.Code).toBe('ResourceNotFound')
      expect(fine).toEqual({ TableName: LEDGER })
    })
  })
}
