import { dynamoDbClient, sqsClient } from '../adapters/aws/clients.ts'
import { dynamoDbLedger } from '../adapters/aws/dynamodb-ledger.ts'
import { sqsMessageMoves } from '../adapters/aws/sqs-message-moves.ts'
import { sqsQueue } from '../adapters/aws/sqs-queue.ts'
import type { Ledger, MessageMoves, Queue } from '../messaging/ports.ts'
import { OUTPUTS } from '../topology/resource-names.ts'
import { UsageError } from './usage-error.ts'

export const DEFAULT_API = 'http://127.0.0.1:4000'

/** A running stack, as seen by the one who operates it. */
export interface OperatedStack {
  readonly ledger: Ledger
  queue(subscription: string): Queue
  deadLetterQueue(subscription: string): Queue
  /** Of what SNS could not bring to the subscription's queue. */
  undeliveredQueue(subscription: string): Queue
  /** From its dead-letter queue to its queue. */
  moves(subscription: string): MessageMoves
}

interface Description {
  readonly endpoints: { readonly aws: string; readonly dynamodb: string }
  readonly outputs: Readonly<Record<string, string>>
}

/** At home nothing is checked, but the SDK wants some. */
export const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** Asks the local runner at `api` where its queues and tables are. */
export async function findStack(api: string): Promise<OperatedStack> {
  const { endpoints, outputs } = await describedAt(api, '--api')
  return operatedStack(outputs, {
    sqs: sqsClient({ ...LOCAL, endpoint: endpoints.aws }),
    dynamoDb: dynamoDbClient({ ...LOCAL, endpoint: endpoints.dynamodb }),
    missing: (output) => `The stack at ${api} has no output '${output}'. Start it again: npm start`,
  })
}

interface Access {
  readonly sqs: ReturnType<typeof sqsClient>
  readonly dynamoDb: ReturnType<typeof dynamoDbClient>
  /** What to say when there is no such output. */
  missing(output: string): string
}

/** A stack whose outputs are known. */
export function operatedStack(
  outputs: Readonly<Record<string, string>>,
  { sqs, dynamoDb, missing }: Access,
): OperatedStack {
  const outputAt = (name: string): string => {
    const value = outputs[name]
    if (value === undefined) throw new UsageError(missing(name))
    return value
  }
  const queueAt = (output: string): Queue => sqsQueue(sqs, outputAt(output))
  return {
    ledger: dynamoDbLedger(dynamoDb, outputAt(OUTPUTS.ledgerTable)),
    queue: (subscription) => queueAt(OUTPUTS.queueUrl(subscription)),
    deadLetterQueue: (subscription) => queueAt(OUTPUTS.deadLetterQueueUrl(subscription)),
    undeliveredQueue: (subscription) => queueAt(OUTPUTS.undeliveredQueueUrl(subscription)),
    moves: (subscription) =>
      sqsMessageMoves(sqs, {
        from: outputAt(OUTPUTS.deadLetterQueueUrl(subscription)),
        to: outputAt(OUTPUTS.queueUrl(subscription)),
      }),
  }
}

/** @throws UsageError when there is no local stack at `api`, which that option names */
export async function ensureStack(api: string, option: string): Promise<void> {
  await describedAt(api, option)
}

export async function describedAt(api: string, option: string): Promise<Description> {
  const address = `${api.replace(/\/$/, '')}/_omnibus/stack`
  try {
    const response = await fetch(address)
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    return (await response.json()) as Description
  } catch (cause) {
    throw new UsageError(
      `There is no local stack at ${api} (${(cause as Error).message}). Start it with npm start, or name its address with ${option} http://127.0.0.1:<port>.`,
      { cause },
    )
  }
}
