import { type Connection, dynamoDbClient, sqsClient } from '../adapters/aws/clients.ts'
import { dynamoDbAuditLog } from '../adapters/aws/dynamodb-audit-log.ts'
import { dynamoDbLedger } from '../adapters/aws/dynamodb-ledger.ts'
import { sqsMessageMoves } from '../adapters/aws/sqs-message-moves.ts'
import { sqsQueue } from '../adapters/aws/sqs-queue.ts'
import type { AuditLog } from '../messaging/operate/audit.ts'
import type { Ledger, MessageMoves, Queue } from '../messaging/ports.ts'
import { OUTPUTS } from '../topology/resource-names.ts'
import { UsageError } from './usage-error.ts'

export const DEFAULT_API = 'http://127.0.0.1:4000'

/** A running stack, as seen by the one who operates it. */
export interface OperatedStack {
  readonly ledger: Ledger
  readonly audit: AuditLog
  /** Who asks, verified by AWS; `local` at home, where nobody signs in. */
  operator(): Promise<string>
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
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** Where a bus is, and as whom it is reached. */
export interface Located {
  /** Of DynamoDB, and of everything else. */
  readonly dynamodb: Connection
  readonly aws: Connection
  /** @throws UsageError when the stacks have no such output */
  output(name: string): string
  operator(): Promise<string>
}

/** Asks the local runner at `api` where its queues and tables are. */
export async function locateAtHome(api: string): Promise<Located> {
  const { endpoints, outputs } = await describedAt(api, '--api')
  return {
    dynamodb: { ...LOCAL, endpoint: endpoints.dynamodb },
    aws: { ...LOCAL, endpoint: endpoints.aws },
    output: outputOf(
      outputs,
      (name) => `The stack at ${api} has no output '${name}'. Start it again: npm start`,
    ),
    operator: () => Promise.resolve('local'),
  }
}

/** The outputs by name; one that is missing is a mistake that `missing` puts in words. */
export function outputOf(
  outputs: Readonly<Record<string, string>>,
  missing: (name: string) => string,
): Located['output'] {
  return (name) => {
    const value = outputs[name]
    if (value === undefined) throw new UsageError(missing(name))
    return value
  }
}

/** What one operates a stack by. */
export function operatedStack({ dynamodb, aws, output: outputAt, operator }: Located): OperatedStack {
  const sqs = sqsClient(aws)
  const dynamoDb = dynamoDbClient(dynamodb)
  const queueAt = (output: string): Queue => sqsQueue(sqs, outputAt(output))
  return {
    ledger: dynamoDbLedger(dynamoDb, outputAt(OUTPUTS.ledgerTable)),
    audit: dynamoDbAuditLog(dynamoDb, outputAt(OUTPUTS.auditTable)),
    operator,
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

async function describedAt(api: string, option: string): Promise<Description> {
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
