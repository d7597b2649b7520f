import { transactItem } from '../adapters/aws/commit-item.ts'
import { startDynamoDb } from '../local/dynamodb/start-dynamodb.ts'
import { callJson, callQuery } from '../local/emulators/aws-calls.ts'
import { startFauxqs } from '../local/emulators/start-fauxqs.ts'
import { functionEnvironment } from '../local/lambda/function-environment.ts'
import type { Endpoints } from '../local/local-options.ts'
import { VARIABLES } from '../topology/environment-variables.ts'
import { topicName } from '../topology/resource-names.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { TableDefinition, Topology } from '../topology/types.ts'

const STAGE = 'test'
const LEDGER = 'omnibus-ledger'
const TOPIC_ARN_BASE = 'arn:aws:sns:us-east-1:000000000000:'

/** All of AWS that one consumer sees, in this process and empty. */
export interface AwsInMemory extends AsyncDisposable {
  readonly endpoints: Endpoints
  readonly ledgerTable: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  /** What the stacks would tell the function. */
  readonly environment: Readonly<Record<string, string>>
  /** @throws Error when the subscription has no such table */
  put(table: string, item: Readonly<Record<string, unknown>>): Promise<void>
}

/** Starts it for a subscription: its queues, its tables, the ledger, and the topics that it may publish to. */
export async function startAwsInMemory(topology: Topology, subscription: string): Promise<AwsInMemory> {
  const settings = subscriptionSettings(topology, subscription)
  const [fauxqs, dynamo] = await Promise.all([startFauxqs(), startDynamoDb()])
  const endpoints = { aws: fauxqs.url, dynamodb: dynamo.url }
  const close = async (): Promise<void> => {
    await Promise.all([fauxqs.close(), dynamo.close()])
  }
  try {
    const tables = Object.fromEntries(Object.keys(settings.tables).map((name) => [name, `table-${name}`]))
    const [queueUrl, deadLetterQueueUrl] = await Promise.all([
      createQueue(endpoints, 'queue', settings.ordered),
      createQueue(endpoints, 'dead-letters', settings.ordered),
      createTable(endpoints, LEDGER, { partitionKey: 'pk', sortKey: 'sk' }),
      ...Object.entries(settings.tables).map(([name, keys]) => createTable(endpoints, `table-${name}`, keys)),
      ...settings.publishes.map((topic) => createTopic(endpoints, topology, topic)),
    ])
    const declared = {
      ...settings.environment,
      [VARIABLES.stage]: STAGE,
      [VARIABLES.ledgerTable]: LEDGER,
      [VARIABLES.claimBucket]: 'no-claims',
      [VARIABLES.topicArnBase]: TOPIC_ARN_BASE,
      [VARIABLES.queueUrl]: queueUrl,
      [VARIABLES.deadLetterQueueUrl]: deadLetterQueueUrl,
      [VARIABLES.tables]: JSON.stringify(tables),
    }
    const memorySize = settings.memoryMegabytes
    const lambda = { name: subscription, handler: 'index.handler', memorySize, declared, overrides: {} }
    return {
      ...{ endpoints, queueUrl, deadLetterQueueUrl },
      ledgerTable: LEDGER,
      environment: functionEnvironment({ ...lambda, endpoints }),
      async put(table, Item) {
        const TableName = tables[table]
        if (TableName === undefined) {
          const known = Object.keys(tables).join(', ') || 'none'
          throw new Error(`'${table}' is not a table of '${subscription}'. Tables: ${known}.`)
        }
        const request = { TransactItems: [transactItem({ Put: { TableName, Item } })] }
        await callJson(endpoints.dynamodb, 'DynamoDB_20120810.TransactWriteItems', request)
      },
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function createQueue({ aws }: Endpoints, name: string, ordered: boolean): Promise<string> {
  const fifo = ordered ? { Attributes: { FifoQueue: 'true' } } : {}
  const request = { QueueName: ordered ? `${name}.fifo` : name, ...fifo }
  return (await callJson<{ QueueUrl: string }>(aws, 'AmazonSQS.CreateQueue', request)).QueueUrl
}

async function createTopic({ aws }: Endpoints, topology: Topology, topic: string): Promise<string> {
  const fifo = { 'Attributes.entry.1.key': 'FifoTopic', 'Attributes.entry.1.value': 'true' }
  const Name = topicName(topology, STAGE, topic)
  return callQuery(aws, { Action: 'CreateTopic', Name, ...(topology.topics[topic]?.ordered && fifo) })
}

async function createTable(
  { dynamodb }: Endpoints,
  TableName: string,
  { partitionKey, sortKey }: TableDefinition,
): Promise<string> {
  const keys = [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' }]),
  ]
  const AttributeDefinitions = keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' }))
  const request = { TableName, KeySchema: keys, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }
  await callJson(dynamodb, 'DynamoDB_20120810.CreateTable', request)
  return TableName
}
