import type { AuditLog } from '../../messaging/operate/audit.ts'
import type { Ledger, MessageMoves, Queue } from '../../messaging/ports.ts'
import { OUTPUTS } from '../../topology/resource-names.ts'
import { dynamoDbClient, sqsClient } from './clients.ts'
import { dynamoDbAuditLog } from './dynamodb-audit-log.ts'
import { dynamoDbLedger } from './dynamodb-ledger.ts'
import type { Located } from './located.ts'
import { sqsMessageMoves } from './sqs-message-moves.ts'
import { sqsQueue } from './sqs-queue.ts'

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
