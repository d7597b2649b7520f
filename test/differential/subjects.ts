import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware'
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import type { Context, SQSRecord } from 'aws-lambda'
import { dynamoDbLedger } from '../../lib/adapters/aws/dynamodb-ledger.ts'
import { partiqlLedger } from '../../lib/adapters/aws/partiql/partiql-ledger.ts'
import { runBatch } from '../../lib/messaging/consume/run-batch.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { eventKey } from '../../lib/messaging/fingerprint.ts'
import type { Ledger } from '../../lib/messaging/ports.ts'
import { bench } from '../support/deliver.ts'
import { createLedger, LEDGER } from '../support/ledger-table.ts'

/** What the business does: it is told which attempt this is, counts itself, and may take its time. */
export type Work = (delivery: string) => Promise<unknown>

/** One way to handle an event once, as a scenario drives it. */
export interface Subject {
  /** Delivers the one event. Resolves to how that ended; `remaining` is what Lambda says is left, in milliseconds. */
  deliver(delivery: string, remaining: number, work: Work): Promise<'done' | 'skipped' | 'comes back'>
  /** Lets time pass, for the leases of both. */
  pass(milliseconds: number): Promise<void>
  /** Resolves once nothing is under way: no work, no call to the table, and nothing that follows from their ends. */
  ended(): Promise<void>
  /** What the table holds of the event. */
  record(): Promise<object | undefined>
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }
const clientAt = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS })

/** Takes note of what is begun, so that its end can be awaited by others than who began it. */
function underWay() {
  const begun = new Set<Promise<unknown>>()
  return {
    note<T>(begins: Promise<T>): Promise<T> {
      begun.add(begins)
      void begins.catch(() => undefined).finally(() => begun.delete(begins))
      return begins
    },
    async ended(): Promise<void> {
      do {
        await Promise.allSettled(begun)
        await new Promise((resolve) => setImmediate(resolve))
      } while (begun.size > 0)
    },
  }
}

/** Our consumer on its ledger, which is written one item a call, or many. */
export async function ours(endpoint: string, batching: 'item' | 'partiql'): Promise<Subject> {
  const client = clientAt(endpoint)
  await client.send(createLedger()).catch(ignoreExisting)
  const id = crypto.randomUUID()
  const on = bench(() => undefined)
  const { note, ended } = underWay()
  const table = (batching === 'partiql' ? partiqlLedger : dynamoDbLedger)(client, LEDGER)
  const ledger: Ledger<never> = {
    ...table,
    insert: (...given) => note(table.insert(...given)),
    replace: (...given) => note(table.replace(...given)),
    commit: (...given) => note(table.commit(...given)),
    find: (...given) => note(table.find(...given)),
    findIn: (...given) => note(table.findIn(...given)),
  }
  const body = toEnvelope({ attributes: { id, source: '/shop', type: 'placed' }, data: { json: '{"n":1}' } })
  return {
    async deliver(delivery, remaining, work) {
      let ran = false
      const placed = async (): Promise<void> => {
        ran = true
        await note(work(delivery))
      }
      const deps = { ...on.deps, ledger, handlers: { placed } }
      const record = { messageId: 'm', receiptHandle: 'r', body, attributes: {}, sentAt: 0, receiveCount: 1 }
      const { batchItemFailures } = await runBatch(deps, [record], remaining)
      if (batchItemFailures.length > 0) return 'comes back'
      return ran ? 'done' : 'skipped'
    },
    pass: (milliseconds) => on.clock.advance(milliseconds),
    ended,
    record: async () => (await ledger.find(eventKey('/shop', id), 0))[0],
  }
}

/** The ways of the well-known library that its documentation shows, each for another kind of function. */
export type TheirWay = 'function' | 'middleware' | 'batch'

/** One use of the library: it may run `work`, and throws, or says so, when the event is to come back. */
type Deliver = (
  store: DynamoDBPersistenceLayer,
  context: Context,
  work: () => Promise<unknown>,
) => Promise<'ended' | 'comes back'>

const THEIR_WAYS: Readonly<Record<TheirWay, Deliver>> = {
  async function(persistenceStore, context, work) {
    const config = new IdempotencyConfig({})
    config.registerLambdaContext(context)
    await makeIdempotent(async (_event: unknown) => work(), { persistenceStore, config, keyPrefix: 'event' })(
      {
        n: 1,
      },
    )
    return 'ended'
  },
  async middleware(persistenceStore, context, work) {
    const handler = middy({ timeoutEarlyInMillis: 5 })
      .use(makeHandlerIdempotent({ persistenceStore, keyPrefix: 'event' }))
      .handler(async (_event: unknown) => work())
    await handler({ n: 1 }, context)
    return 'ended'
  },
  async batch(persistenceStore, context, work) {
    const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId' })
    config.registerLambdaContext(context)
    const handleRecord = makeIdempotent(async (_record: SQSRecord) => work(), { persistenceStore, config })
    const record = {
      messageId: 'm',
      receiptHandle: 'r',
      body: '{"n":1}',
      eventSource: 'aws:sqs',
    } as SQSRecord
    const processor = new BatchProcessor(EventType.SQS)
    const { batchItemFailures } = await processPartialResponse(
      { Records: [record] },
      handleRecord,
      processor,
      {
        context,
      },
    )
    return batchItemFailures.length > 0 ? 'comes back' : 'ended'
  },
}

/**
 * The well-known library, as its documentation says to use it. Each delivery is to a sandbox of its own, with its own
 * persistence layer: where one runs out of time or dies, the next comes to another.
 */
export async function theirs(endpoint: string, way: TheirWay): Promise<Subject> {
  const client = clientAt(endpoint)
  const tableName = `theirs-${crypto.randomUUID()}`
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  )
  const { note, ended } = underWay()
  client.middlewareStack.add((next) => (call) => note(next(call)), { step: 'initialize' })
  const realNow = Date.now
  let passed = 0
  return {
    async deliver(delivery, remaining, work) {
      const context = { getRemainingTimeInMillis: () => remaining, functionName: 'theirs' } as Context
      const store = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client })
      let ran = false
      try {
        const end = await THEIR_WAYS[way](store, context, async () => {
          ran = true
          return note(work(delivery))
        })
        if (end === 'comes back') return end
        return ran ? 'done' : 'skipped'
      } catch {
        return 'comes back'
      }
    },
    async pass(milliseconds) {
      passed += milliseconds
      Date.now = () => realNow() + passed
    },
    ended,
    async record() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }))
      return Items[0]
    },
  }
}

function ignoreExisting(error: Error): void {
  if (error.name !== 'ResourceInUseException') throw error
}
