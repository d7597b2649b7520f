import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { limitedToSockets } from './socket-limit.ts'

/** Where to find the services, and as whom, when the environment does not say. */
export interface Connection {
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/**
 * An attempt that is not answered in this time is given up for the next one, so that four of them end before API
 * Gateway's 29 seconds do. Left alone, the SDK waits for ever.
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-node-http-handler/Interface/NodeHttpHandlerOptions/
 */
export const PATIENCE = {
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
    socketTimeout: 5_000,
  },
} as const

/** One client a process: it holds the connections, and the first call of each is the slow one. */
export function dynamoDbClient(connection: Connection = {}): DynamoDBClient {
  return limitedToSockets(new DynamoDBClient({ ...connection, ...PATIENCE }))
}

export function snsClient(connection: Connection = {}): SNSClient {
  return limitedToSockets(new SNSClient({ ...connection, ...PATIENCE }))
}

/** The endpoint is the service's, not the queue URL's host: that of an emulator need not resolve. */
export function sqsClient(connection: Connection = {}): SQSClient {
  return limitedToSockets(new SQSClient({ ...connection, ...PATIENCE, useQueueUrlAsEndpoint: false }))
}
