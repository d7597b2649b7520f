import { awsWiring } from '../adapters/aws/aws-wiring.ts'
import { dynamoDbClient, snsClient, sqsClient } from '../adapters/aws/clients.ts'
import { dynamoDbAuditLog } from '../adapters/aws/dynamodb-audit-log.ts'
import { dynamoDbLedger } from '../adapters/aws/dynamodb-ledger.ts'
import { lambdaConsumerSwitch } from '../adapters/aws/lambda-consumer-switch.ts'
import { ledgerForgets } from '../adapters/aws/ledger-time-to-live.ts'
import { cloudWatchClient, lambdaClient } from '../adapters/aws/operator-clients.ts'
import { sqsQueueMeter } from '../adapters/aws/sqs-queue-meter.ts'
import { systemClock, systemRandom } from '../adapters/system.ts'
import type { Desk } from '../messaging/operate/desk.ts'
import type { QueueMeter } from '../messaging/operate/ports.ts'
import { OUTPUTS } from '../topology/resource-names.ts'
import type { Topology } from '../topology/types.ts'
import type { Located } from './find-stack.ts'
import { importTopology } from './import-topology.ts'
import { locate, type StackOptions } from './locate.ts'
import { UsageError } from './usage-error.ts'

/** The desk of the bus that the options name. */
export async function openDesk(root: string, options: StackOptions): Promise<Desk> {
  const topology = await importTopology(root, options.topology)
  return deskOf(topology, await locate(topology, options))
}

async function deskOf(topology: Topology, { dynamodb, aws, output, operator }: Located): Promise<Desk> {
  const dynamoDb = dynamoDbClient(dynamodb)
  const [sqs, lambda, cloudWatch] = [sqsClient(aws), lambdaClient(aws), cloudWatchClient(aws)]
  const sns = snsClient(aws)
  const meterAt = (name: string): QueueMeter => sqsQueueMeter(sqs, cloudWatch, output(name))
  return {
    topology,
    clock: systemClock,
    random: systemRandom,
    operator: await operator(),
    ledger: dynamoDbLedger(dynamoDb, output(OUTPUTS.ledgerTable)),
    audit: dynamoDbAuditLog(dynamoDb, output(OUTPUTS.auditTable)),
    ledgerForgets: () => ledgerForgets(dynamoDb, output(OUTPUTS.ledgerTable)),
    subscription: (name) => {
      const topic = topology.subscriptions[name]?.topic ?? ''
      const queue = meterAt(OUTPUTS.queueUrl(name))
      return {
        queue,
        deadLetterQueue: meterAt(OUTPUTS.deadLetterQueueUrl(name)),
        undeliveredQueue: meterAt(OUTPUTS.undeliveredQueueUrl(name)),
        consumer: lambdaConsumerSwitch(lambda, queue),
        wiring: awsWiring({ lambda, sns }, output(OUTPUTS.topicArn(topic)), queue),
      }
    },
  }
}

/** @throws UsageError with the subscriptions that there are */
export function ensureSubscription({ topology }: Pick<Desk, 'topology'>, name: string): void {
  if (Object.hasOwn(topology.subscriptions, name)) return
  const known = Object.keys(topology.subscriptions).join(', ')
  throw new UsageError(`'${name}' is not a subscription. Subscriptions: ${known}.`)
}

/** @throws UsageError with the topics that there are */
export function ensureTopic({ topology }: Pick<Desk, 'topology'>, name: string): void {
  if (Object.hasOwn(topology.topics, name)) return
  throw new UsageError(`'${name}' is not a topic. Topics: ${Object.keys(topology.topics).join(', ')}.`)
}
