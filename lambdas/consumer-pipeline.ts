import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { busPublisher } from '../lib/adapters/aws/bus-publisher.ts'
import { dynamoDbClient, sqsClient } from '../lib/adapters/aws/clients.ts'
import type { CommitItem } from '../lib/adapters/aws/commit-item.ts'
import { dynamoDbLedger } from '../lib/adapters/aws/dynamodb-ledger.ts'
import { consumerEnvironment } from '../lib/adapters/aws/environment.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { cloudWatchMetrics, type InvocationMetrics } from '../lib/adapters/aws/metrics.ts'
import { partiqlLedger } from '../lib/adapters/aws/partiql/partiql-ledger.ts'
import { s3ClaimStore } from '../lib/adapters/aws/s3-claim-store.ts'
import { sqsQueue } from '../lib/adapters/aws/sqs-queue.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import type { ConsumeDependencies } from '../lib/messaging/consume/dependencies.ts'
import type { Handler, Handlers } from '../lib/messaging/consume/handler.ts'
import type { IncomingRecord } from '../lib/messaging/consume/incoming-record.ts'
import { runBatch } from '../lib/messaging/consume/run-batch.ts'
import { ledgerBatching, subscriptionSettings } from '../lib/topology/settings.ts'
import type { SubscriptionName, Topology } from '../lib/topology/types.ts'
import { flushedMetrics } from './middleware/flushed-metrics.ts'

/**
 * The Lambda of one subscription: one handler for each of its event types, none missing, none too many.
 * At-least-once delivery; a handler's DynamoDB writes passed to `ctx.commit()` are applied once per subscription and
 * event; other effects may repeat when a consumer dies, outlives its lease, or cannot tell the ledger: pass
 * `ctx.idempotencyKey` on.
 */
export function consume<const T extends Topology, const S extends SubscriptionName<T>>(
  topology: T,
  subscription: S,
  handlers: Handlers<T, S, CommitItem>,
) {
  const deps = dependencies(topology, subscription, handlers as unknown as Record<string, Handler>)
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(flushedMetrics(deps.metrics))
    .handler(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
      const { batchItemFailures } = await runBatch(
        deps,
        event.Records.map(incomingRecord),
        context.getRemainingTimeInMillis(),
      )
      return { batchItemFailures: [...batchItemFailures] }
    })
}

/** Made once for each execution environment: connections are kept from one batch to the next. */
function dependencies(
  topology: Topology,
  name: string,
  handlers: Readonly<Record<string, Handler>>,
): ConsumeDependencies & { readonly metrics: InvocationMetrics } {
  const subscription = subscriptionSettings(topology, name)
  const environment = consumerEnvironment(Object.keys(subscription.environment))
  const sqs = sqsClient()
  const claims = s3ClaimStore(environment.claimBucket)
  const metrics = cloudWatchMetrics(topology, environment)
  return {
    topology,
    subscription,
    handlers,
    ledger: (ledgerBatching(topology) === 'partiql' ? partiqlLedger : dynamoDbLedger)(
      dynamoDbClient(),
      environment.ledgerTable,
    ),
    publisher: busPublisher(topology, environment, claims, metrics),
    claims,
    queue: sqsQueue(sqs, environment.queueUrl),
    deadLetters: sqsQueue(sqs, environment.deadLetterQueueUrl),
    clock: systemClock,
    random: systemRandom,
    logger: cloudWatchLogger(name),
    metrics,
    tables: environment.tables,
    environment: environment.declared,
  }
}

function incomingRecord(record: SQSRecord): IncomingRecord {
  const { SentTimestamp, ApproximateReceiveCount, MessageGroupId } = record.attributes
  const attributes = Object.entries(record.messageAttributes).map(([name, { stringValue }]) => [
    name,
    stringValue ?? '',
  ])
  return {
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    body: record.body,
    attributes: Object.fromEntries(attributes),
    sentAt: Number(SentTimestamp),
    receiveCount: Number(ApproximateReceiveCount),
    ...(MessageGroupId === undefined ? {} : { groupId: MessageGroupId }),
  }
}
