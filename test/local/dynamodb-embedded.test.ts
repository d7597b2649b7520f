import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { takeOver } from '../../lib/local/dynamodb/level-store.ts'
import { type DynamoDbOptions, startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { clientOf, keyOf } from '../contracts/dynamodb-contract.ts'
import { createLedger, LEDGER } from '../support/ledger-table.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function start(options?: DynamoDbOptions) {
  const db = await startDynamoDb(options)
  const client = clientOf(db.url)
  const close = async () => {
    client.destroy()
    await db.close()
  }
  return { url: db.url, client, close }
}

async function startWithLedger(options?: DynamoDbOptions) {
  const started = await start(options)
  cleanups.push(started.close)
  await started.client.send(createLedger())
  return started
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dynamodb-'))
  cleanups.push(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const expireBy = (AttributeName: string) =>
  new UpdateTimeToLiveCommand({
    TableName: LEDGER,
    TimeToLiveSpecification: { Enabled: true, AttributeName },
  })

const put = (client: DynamoDBClient, pk: string, expiresAt?: string) => {
  const Item = { ...keyOf(pk), ...(expiresAt !== undefined && { expiresAt: { N: expiresAt } }) }
  return client.send(new PutItemCommand({ TableName: LEDGER, Item }))
}

const get = async (client: DynamoDBClient, pk: string) =>
  (await client.send(new GetItemCommand({ TableName: LEDGER, Key: keyOf(pk) }))).Item

const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds)

const raw = (url: string, action: string, body: string) =>
  fetch(url, { method: 'POST', headers: { 'x-amz-target': `DynamoDB_20120810.${action}` }, body })

describe('time to live', () => {
  it('deletes what has expired, and leaves what has not, has no time, or is older than five years', async () => {
    const { client } = await startWithLedger({ sweepEveryMs: 10 })
    await client.send(expireBy('expiresAt'))
    await put(client, 'later', secondsFromNow(3600))
    await put(client, 'never')
    await put(client, 'ancient', '1')
    await put(client, 'expired', secondsFromNow(-1))
    await vi.waitFor(async () => expect(await get(client, 'expired')).toBeUndefined())
    for (const pk of ['later', 'never', 'ancient']) expect(await get(client, pk)).toBeDefined()
  })
})

describe('persistence', () => {
  it('keeps tables, items, indexes and time to live across a restart', async () => {
    const path = await temporaryDirectory()
    const first = await start({ path })
    await first.client.send(createLedger())
    await first.client.send(expireBy('expiresAt'))
    await put(first.client, 'kept', secondsFromNow(3600))
    await first.close()

    const second = await start({ path })
    cleanups.push(second.close)
    expect(await get(second.client, 'kept')).toMatchObject(keyOf('kept'))
    expect((await second.client.send(new ListTablesCommand())).TableNames).toEqual([LEDGER])
    const described = await second.client.send(new DescribeTimeToLiveCommand({ TableName: LEDGER }))
    expect(described.TimeToLiveDescription?.AttributeName).toBe('expiresAt')
  })

  it('rejects a directory that is in use', async () => {
    const path = await temporaryDirectory()
    cleanups.push((await start({ path })).close)
    await expect(startDynamoDb({ path })).rejects.toThrow(`${path} cannot be opened as a database`)
  })
})

describe('what it is not', () => {
  it('accepts what changes nothing at home on a table, and rejects what it would have to ignore', async () => {
    const { client } = await startWithLedger()
    const table: Omit<CreateTableCommandInput, 'TableName'> = {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      DeletionProtectionEnabled: true,
      OnDemandThroughput: { MaxReadRequestUnits: 1 },
      SSESpecification: { Enabled: true },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      Tags: [{ Key: 'stage', Value: 'local' }],
    }
    await client.send(new CreateTableCommand({ TableName: 'stock', ...table }))
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'stock' }))
    expect(Table?.TableStatus).toBe('ACTIVE')
    const StreamSpecification = { StreamEnabled: true }
    const streamed = client.send(
      new CreateTableCommand({ TableName: 'streamed', ...table, StreamSpecification }),
    )
    await expect(streamed).rejects.toThrow('StreamSpecification of CreateTable is not run locally')
  })

  it('rejects an action that it does not have, and a body that is no object', async () => {
    const { url } = await startWithLedger()
    const unknown = await raw(url, 'ExecuteStatement', '{}')
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('not run locally')])
    const broken = await raw(url, 'GetItem', '{"TableName"')
    expect([broken.status, await broken.text()]).toEqual([
      400,
      expect.stringContaining('SerializationException'),
    ])
  })
})

describe('strangers', () => {
  it.each([{ host: 'evil.example' }, { origin: 'https://evil.example' }])(
    'a request with %j is refused, for a page in a browser could have sent it',
    async (headers) => {
      const { url } = await startWithLedger()
      const asked = request(url, {
        method: 'POST',
        headers: { ...headers, 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      })
      asked.end('{}')
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      expect(answer.statusCode).toBe(403)
      expect(await json(answer)).toMatchObject({ __type: expect.stringContaining('AccessDeniedException') })
    },
  )
})

describe('faults', () => {
  it('answers when dynalite throws, and goes on', async () => {
    const { client, url } = await startWithLedger()
    vi.spyOn(console, 'error').mockReturnValueOnce()
    const answer = await raw(url, 'GetItem', JSON.stringify({ TableName: LEDGER, Key: { pk: null } }))
    expect(answer.status).toBe(500)
    await put(client, 'after')
    expect(await get(client, 'after')).toBeDefined()
  })

  it('hands on what dynalite throws in a callback, and holds no writes after a failed plan', async () => {
    const { level, written } = recordingLevel()
    const onThrow = vi.fn()
    const { plan } = takeOver(level, onThrow)
    level.get('key', () => {
      throw new Error('in a callback')
    })
    await vi.waitFor(() => expect(onThrow).toHaveBeenCalledWith(new Error('in a callback')))

    const failed = plan(async () => {
      level.put('held', 1)
      throw new Error('refused')
    })
    await expect(failed).rejects.toThrow('refused')
    level.put('direct', 2)
    expect(written).toEqual([{ type: 'put', key: 'direct', value: 2 }])
  })

  it('rejects a port that is taken, and lets go of its data', async () => {
    const { url } = await startWithLedger()
    const path = await temporaryDirectory()
    await expect(startDynamoDb({ path, port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
    cleanups.push((await start({ path })).close)
  })
})

function recordingLevel() {
  const written: unknown[] = []
  const level = {
    get: async () => 'value',
    batch: async (writes: readonly unknown[]) => written.push(...writes),
  } as unknown as Parameters<typeof takeOver>[0]
  return { level, written }
}
