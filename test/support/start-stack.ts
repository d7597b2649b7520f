import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { dynamoDbLedger } from '../../lib/adapters/aws/dynamodb-ledger.ts'
import { sqsQueue } from '../../lib/adapters/aws/sqs-queue.ts'
import { systemClock, systemRandom } from '../../lib/adapters/system.ts'
import type { LocalOptions, LocalStack } from '../../lib/local/local-options.ts'
import type { LogLine } from '../../lib/local/log.ts'
import { startLocal } from '../../lib/local/start-local.ts'
import { synthesize } from '../../lib/local/synthesize.ts'
import type { Queue } from '../../lib/messaging/ports.ts'
import { type RedriveResult, redrive } from '../../lib/messaging/redrive/redrive.ts'
import type { Selection } from '../../lib/messaging/redrive/selection.ts'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import type { Topology } from '../../lib/topology/types.ts'

export const ROOT = join(import.meta.dirname, '../..')

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** A whole stack at home, and what a test asks it. */
export interface TestStack extends LocalStack {
  readonly dynamodb: DynamoDBClient
  readonly lines: readonly LogLine[]
  publish(topic: string, body: string | object, contentType?: string): Promise<Response>
  queue(subscription: string): Queue
  deadLetterQueue(subscription: string): Queue
  undeliveredQueue(subscription: string): Queue
  /** How many messages wait in a subscription's queue, and how many its consumer has in hand. */
  backlog(subscription: string): Promise<{ waiting: number; inFlight: number }>
  redrive(subscription: string, selection: Selection): Promise<RedriveResult>
  deliveries(topic: string, source: string, id: string): Promise<readonly DeliveryView[]>
  /** The items of an application table, found by the beginning of its logical id. */
  items(table: string): Promise<readonly Record<string, unknown>[]>
  item(table: string, key: Record<string, unknown>): Promise<Record<string, unknown> | undefined>
  tableName(table: string): string
  /** How often a consumer ended an event like this, as its log tells. */
  outcomes(subscription: string, outcome: string): number
  functionOf(subscription: string): NonNullable<ReturnType<LocalStack['functions']['get']>>
}

export interface DeliveryView {
  readonly subscription: string
  readonly state: string
  readonly attempts?: number
  readonly cause?: { readonly code: string; readonly text: string }
  readonly published?: readonly { readonly topic: string; readonly source: string; readonly id: string }[]
}

/** Synthesizes a topology and runs it on a free port. `close` also removes what was built. */
export async function startStack(
  topology: string,
  options: Omit<LocalOptions, 'assembly'> = {},
): Promise<TestStack> {
  const assembly = await mkdtemp(join(tmpdir(), 'omnibus-test-'))
  await synthesize({ root: ROOT, output: assembly, topology })
  const lines: LogLine[] = []
  const stack = await startLocal({ port: 0, ...options, assembly, log: (line) => void lines.push(line) })
  const dynamodb = new DynamoDBClient({ ...CONNECTION, endpoint: stack.endpoints.dynamodb })
  const sqs = new SQSClient({ ...CONNECTION, endpoint: stack.endpoints.aws, useQueueUrlAsEndpoint: false })
  const queueAt = (output: string): Queue => sqsQueue(sqs, stack.outputs[output] ?? '')
  const tableName = (table: string): string => physicalId(stack, 'AWS::DynamoDB::Table', table)
  return {
    ...stack,
    dynamodb,
    lines,
    publish: (topic, body, contentType = 'application/json') =>
      fetch(`${stack.apiUrl}/topics/${topic}/events`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    queue: (subscription) => queueAt(OUTPUTS.queueUrl(subscription)),
    deadLetterQueue: (subscription) => queueAt(OUTPUTS.deadLetterQueueUrl(subscription)),
    undeliveredQueue: (subscription) => queueAt(OUTPUTS.undeliveredQueueUrl(subscription)),
    async redrive(subscription, selection) {
      const declared = await import(join(ROOT, topology))
      const deps = {
        topology: declared.topology as Topology,
        subscription,
        queue: queueAt(OUTPUTS.queueUrl(subscription)),
        deadLetters: queueAt(OUTPUTS.deadLetterQueueUrl(subscription)),
        ledger: dynamoDbLedger(dynamodb, stack.outputs[OUTPUTS.ledgerTable] ?? ''),
        clock: systemClock,
        random: systemRandom,
      }
      return redrive(deps, selection)
    },
    async backlog(subscription) {
      const QueueUrl = stack.outputs[OUTPUTS.queueUrl(subscription)]
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      )
      const count = (name: string): number => Number(Attributes[name as keyof typeof Attributes])
      return {
        waiting: count('ApproximateNumberOfMessages'),
        inFlight: count('ApproximateNumberOfMessagesNotVisible'),
      }
    },
    async deliveries(topic, source, id) {
      const query = new URLSearchParams({ source, id })
      const response = await fetch(`${stack.apiUrl}/topics/${topic}/events?${query}`)
      const { deliveries } = (await response.json()) as { deliveries: DeliveryView[] }
      return deliveries
    },
    async items(table) {
      const items: Record<string, unknown>[] = []
      const pages = paginateScan({ client: dynamodb }, { TableName: tableName(table) })
      for await (const { Items = [] } of pages) items.push(...Items.map((item) => unmarshall(item)))
      return items
    },
    async item(table, key) {
      const read = { TableName: tableName(table), Key: marshall(key), ConsistentRead: true }
      const { Item } = await dynamodb.send(new GetItemCommand(read))
      return Item && unmarshall(Item)
    },
    tableName,
    outcomes: (subscription, outcome) =>
      lines.filter(
        ({ text }) =>
          text.includes(`"message":"${outcome}"`) && text.includes(`"subscription":"${subscription}"`),
      ).length,
    functionOf(subscription) {
      const found = stack.functions.get(physicalId(stack, 'AWS::Lambda::Function', subscription))
      if (!found) throw new Error(`There is no function for '${subscription}'.`)
      return found
    },
    async close() {
      await stack.close()
      dynamodb.destroy()
      sqs.destroy()
      await rm(assembly, { recursive: true, force: true })
    },
  }
}

function physicalId({ resources }: LocalStack, type: string, name: string): string {
  const beginning = name.replaceAll('-', '').toLowerCase()
  const found = resources.find(
    (resource) => resource.type === type && resource.logicalId.toLowerCase().startsWith(beginning),
  )
  if (!found) throw new Error(`The stack has no ${type} that begins with '${name}'.`)
  return found.physicalId
}
