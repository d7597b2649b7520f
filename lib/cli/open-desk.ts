import type { Command } from 'commander'
import { dynamoDbClient, sqsClient } from '../adapters/aws/clients.ts'
import { dynamoDbLedger } from '../adapters/aws/dynamodb-ledger.ts'
import { lambdaConsumerSwitch } from '../adapters/aws/lambda-consumer-switch.ts'
import { cloudWatchClient, lambdaClient } from '../adapters/aws/operator-clients.ts'
import { sqsQueueMeter } from '../adapters/aws/sqs-queue-meter.ts'
import { systemClock } from '../adapters/system.ts'
import type { Desk } from '../messaging/operate/desk.ts'
import type { QueueMeter } from '../messaging/operate/ports.ts'
import { OUTPUTS } from '../topology/resource-names.ts'
import { DEFAULT_API, describedAt, LOCAL } from './find-stack.ts'
import { importTopology } from './import-topology.ts'
import { UsageError } from './usage-error.ts'

/** The options of every verb that looks at a bus as a whole. */
export interface DeskOptions {
  readonly api: string
  readonly topology?: string
  readonly json?: boolean
}

export function withDeskOptions(command: Command): Command {
  return command
    .option('--api <url>', 'address of the local stack', DEFAULT_API)
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON')
}

export async function openDesk(root: string, { api, topology: path }: DeskOptions): Promise<Desk> {
  const topology = await importTopology(root, path)
  const { endpoints, outputs } = await describedAt(api, '--api')
  const aws = { ...LOCAL, endpoint: endpoints.aws }
  const [sqs, lambda, cloudWatch] = [sqsClient(aws), lambdaClient(aws), cloudWatchClient(aws)]
  const outputAt = (name: string): string => {
    const value = outputs[name]
    if (value !== undefined) return value
    throw new UsageError(`The stack at ${api} has no output '${name}'. Start it again: npm start`)
  }
  const meterAt = (output: string): QueueMeter => sqsQueueMeter(sqs, cloudWatch, outputAt(output))
  return {
    topology,
    clock: systemClock,
    ledger: dynamoDbLedger(
      dynamoDbClient({ ...LOCAL, endpoint: endpoints.dynamodb }),
      outputAt(OUTPUTS.ledgerTable),
    ),
    subscription: (name) => {
      const queue = meterAt(OUTPUTS.queueUrl(name))
      return {
        queue,
        deadLetterQueue: meterAt(OUTPUTS.deadLetterQueueUrl(name)),
        undeliveredQueue: meterAt(OUTPUTS.undeliveredQueueUrl(name)),
        consumer: lambdaConsumerSwitch(lambda, queue),
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
