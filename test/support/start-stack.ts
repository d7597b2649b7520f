import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { dynamoDbLedger } from '../../lib/adapters/aws/dynamodb-ledger.ts'
import { sqsQueue } from '../../lib/adapters/aws/sqs-queue.ts'
import { systemClock, systemRandom } from '../../lib/adapters/system.ts'
import type { Queue } from '../../lib/messaging/ports.ts'
import type { RedriveResult } from '../../lib/messaging/redrive/redrive.ts'
import { redriveInSteps } from '../../lib/messaging/redrive/redrive-in-steps.ts'
import type { Selection } from '../../lib/messaging/redrive/selection.ts'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { deployedStack } from '../deployed/deployed-stack.ts'
import { embeddedStack } from './embedded-stack.ts'
import { ROOT } from './root.ts'
import type { RunningStack, StackOptions } from './running-stack.ts'
import { isDeployed } from './target.ts'

/** A whole stack, and what a test asks it. */
export interface TestStack extends Omit<RunningStack, 'crash'> {
  readonly dynamodb: DynamoDBClient
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
  outcomes(subscription: string, outcome: string): Promise<number>
  /** Kills a subscription's consumer in the middle of a batch. False when it has none in hand. */
  crashConsumer(subscription: string): boolean
}

export interface DeliveryView {
  readonly subscription: string
  readonly state: string
  readonly attempts?: number
  readonly cause?: { readonly code: string; readonly text: string }
  readonly published?: readonly { readonly topic: string; readonly source: string; readonly id: string }[]
}

/**
 * Starts a topology at home, or deploys it to where the environment points when OMNIBUS_STACK names a target. `close`
 * leaves nothing of it.
 */
export async function startStack(topology: string, options: StackOptions = {}): Promise<TestStack> {
  const { crash, ...stack } = await (isDeployed ? deployedStack : embeddedStack)(topology, options)
  const dynamodb = new DynamoDBClient(stack.connections.dynamodb)
  const sqs = new SQSClient({ ...stack.connections.aws, useQueueUrlAsEndpoint: false })
  const queueAt = (output: string): Queue => sqsQueue(sqs, stack.outputs[output] ?? '')
  const tableName = (table: string): string => physicalId(stack, 'AWS::DynamoDB::Table', table)
  return {
    ...stack,
    dynamodb,
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
      return redriveInSteps({ ...deps, act: (move) => move() }, selection, {})
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
    async outcomes(subscription, outcome) {
      const ended = [`"message":"${outcome}"`, `"subscription":"${subscription}"`]
      return (await stack.logs()).filter((line) => ended.every((part) => line.includes(part))).length
    },
    crashConsumer: (subscription) => crash(physicalId(stack, 'AWS::Lambda::Function', subscription)),
    async close() {
      await stack.close()
      dynamodb.destroy()
      sqs.destroy()
    },
  }
}

function physicalId({ resources }: Pick<RunningStack, 'resources'>, type: string, name: string): string {
  const beginning = name.replaceAll('-', '').toLowerCase()
  const found = resources.find(
    (resource) => resource.type === type && resource.logicalId.toLowerCase().startsWith(beginning),
  )
  if (!found) throw new Error(`The stack has no ${type} that begins with '${name}'.`)
  return found.physicalId
}
