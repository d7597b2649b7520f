import { CreateTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { afterAll, describe } from 'vitest'
import { dynamoDbClient, snsClient, sqsClient } from '../../lib/adapters/aws/clients.ts'
import type { CommitItem } from '../../lib/adapters/aws/commit-item.ts'
import { dynamoDbAuditLog } from '../../lib/adapters/aws/dynamodb-audit-log.ts'
import { dynamoDbLedger } from '../../lib/adapters/aws/dynamodb-ledger.ts'
import { dynamoDbPublishKeys } from '../../lib/adapters/aws/dynamodb-publish-keys.ts'
import { partiqlLedger } from '../../lib/adapters/aws/partiql/partiql-ledger.ts'
import { s3ClaimStore } from '../../lib/adapters/aws/s3-claim-store.ts'
import { snsPublisher } from '../../lib/adapters/aws/sns-publisher.ts'
import { sqsQueue } from '../../lib/adapters/aws/sqs-queue.ts'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { startFauxqs } from '../../lib/local/emulators/start-fauxqs.ts'
import type { Queue } from '../../lib/messaging/ports.ts'
import { auditLogContract } from '../contracts/audit-log-contract.ts'
import { claimStoreContract } from '../contracts/claim-store-contract.ts'
import { ledgerContract } from '../contracts/ledger-contract.ts'
import { publishKeysContract } from '../contracts/publish-keys-contract.ts'
import { publisherContract } from '../contracts/publisher-contract.ts'
import { queueContract } from '../contracts/queue-contract.ts'
import { hasDynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local-jar.ts'
import { createLedger, LEDGER } from '../support/ledger-table.ts'

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const onEmbedded = onDynamoDb(startDynamoDb)
ledgerContract('on the embedded DynamoDB', onEmbedded)
ledgerContract('in PartiQL on the embedded DynamoDB', inPartiql(onEmbedded))
publishKeysContract('on the embedded DynamoDB', async () => (await onEmbedded()).keys)
auditLogContract('on the embedded DynamoDB', async () => (await onEmbedded()).audit())

describe.skipIf(!hasDynamoDbLocal())(
  'with AWS’s own (needs DynamoDB Local: npm run dynamodb-local, Java 17, Maven)',
  () => {
    const onAwsOwn = onDynamoDb(startDynamoDbLocal)
    ledgerContract('on DynamoDB Local', onAwsOwn)
    ledgerContract('in PartiQL on DynamoDB Local', inPartiql(onAwsOwn))
    publishKeysContract('on DynamoDB Local', async () => (await onAwsOwn()).keys)
    auditLogContract('on DynamoDB Local', async () => (await onAwsOwn()).audit())
  },
)

publisherContract('on SNS', async () => {
  const { endpoint, queue } = await emulators()
  const sns = snsClient({ ...CONNECTION, endpoint })
  const arns = new Map<string, string>()
  const queues = new Map<string, Queue>()
  for (const topic of ['standard', 'ordered']) {
    const suffix = topic === 'ordered' ? '.fifo' : ''
    const fifo = suffix === '' ? {} : { FifoTopic: 'true' }
    const name = `${crypto.randomUUID()}${suffix}`
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name, Attributes: fifo }))
    const target = await queue(suffix)
    const raw = { Protocol: 'sqs', Endpoint: target.arn, Attributes: { RawMessageDelivery: 'true' } }
    await sns.send(new SubscribeCommand({ TopicArn, ...raw }))
    arns.set(topic, TopicArn)
    queues.set(topic, target.queue)
  }
  return {
    publisher: snsPublisher(sns, (topic) => arns.get(topic) ?? `arn:aws:sns:us-east-1:000000000000:${topic}`),
    async received(topic, count) {
      const messages = []
      while (messages.length < count) {
        const batch = (await queues.get(topic)?.receive(10, 30)) ?? []
        if (batch.length === 0) break
        for (const { body, attributes, receiptHandle } of batch) {
          messages.push({ body, attributes })
          await queues.get(topic)?.delete(receiptHandle)
        }
      }
      return messages
    },
  }
})

claimStoreContract('on S3', async () => {
  const { endpoint } = await emulators()
  const bucket = `claims-${crypto.randomUUID()}`
  const s3 = new S3Client({ ...CONNECTION, endpoint })
  cleanups.push(() => s3.destroy())
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  return s3ClaimStore(bucket, { ...CONNECTION, endpoint })
})

queueContract('on SQS', async () => {
  const { queue } = await emulators()
  return { standard: (await queue('')).queue, fifo: (await queue('.fifo')).queue }
})

/** One database for the whole suite: its tests use keys of their own. */
function onDynamoDb(start: () => Promise<{ url: string; close(): Promise<void> }>) {
  const opened = once(async () => {
    const { url, close } = await start()
    const client = dynamoDbClient({ ...CONNECTION, endpoint: url })
    cleanups.push(() => client.destroy(), close)
    await client.send(createLedger())
    await client.send(COUNTS)
    return client
  })
  return async () => {
    const client = await opened()
    return {
      client,
      ledger: dynamoDbLedger(client, LEDGER),
      keys: dynamoDbPublishKeys(client, LEDGER),
      counting,
      async audit() {
        const table = `audit-${crypto.randomUUID()}`
        await client.send(createLedger(table))
        return dynamoDbAuditLog(client, table)
      },
      async count(name: string) {
        const read = { TableName: 'counts', Key: marshall({ name }), ConsistentRead: true }
        const { Item } = await client.send(new GetItemCommand(read))
        return Item ? Number(unmarshall(Item)['times']) : 0
      },
    }
  }
}

function inPartiql(open: ReturnType<typeof onDynamoDb>): typeof open {
  return async () => {
    const subject = await open()
    return { ...subject, ledger: partiqlLedger(subject.client, LEDGER) }
  }
}

const COUNTS = new CreateTableCommand({
  TableName: 'counts',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
})

const counting = (name: string, allowed: boolean): CommitItem => ({
  Update: {
    TableName: 'counts',
    Key: { name },
    UpdateExpression: 'ADD times :one',
    ConditionExpression: allowed ? 'attribute_not_exists(forbidden)' : 'attribute_exists(forbidden)',
    ExpressionAttributeValues: { ':one': 1 },
  },
})

const emulators = once(async () => {
  const fauxqs = await startFauxqs()
  cleanups.push(() => fauxqs.close())
  const sqs = sqsClient({ ...CONNECTION, endpoint: fauxqs.url })
  return {
    endpoint: fauxqs.url,
    async queue(suffix: '' | '.fifo') {
      const name = `${crypto.randomUUID()}${suffix}`
      const fifo = suffix === '' ? {} : { FifoQueue: 'true' }
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: fifo }))
      return { queue: sqsQueue(sqs, QueueUrl), arn: `arn:aws:sqs:us-east-1:000000000000:${name}` }
    },
  }
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
