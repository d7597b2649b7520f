import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import type { SQSRecord } from 'aws-lambda'
import { type Consumer, IDEMPOTENCY_TABLE } from './subject.ts'
import type { Order } from './topology.ts'

/**
 * The well-known pair, put together as its documentation says to: records side by side, each under a key of its
 * message id, on the client that it makes itself, with the SDK's defaults. It checks no schema, computes no fingerprint
 * and logs nothing.
 * @see https://docs.powertools.aws.dev/lambda/typescript/latest/features/idempotency/#batch-integration
 */
export function powertools(handle: (order: Order) => void): Consumer {
  const processor = new BatchProcessor(EventType.SQS)
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId' })
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: IDEMPOTENCY_TABLE,
  })
  const handleOnce = makeIdempotent(
    async ({ body }: SQSRecord): Promise<void> => handle(JSON.parse(body).data as Order),
    { persistenceStore, config },
  )
  return async (event, context) => {
    config.registerLambdaContext(context)
    return processPartialResponse(event, handleOnce, processor, { context })
  }
}
