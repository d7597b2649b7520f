import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'

/** Where to find the services, and as whom, when the environment does not say. */
export interface Connection {
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** One client a process: it holds the connections, and the first call of each is the slow one. */
export function dynamoDbClient(connection: Connection = {}): DynamoDBClient {
  return new DynamoDBClient({ ...connection, maxAttempts: 4 })
}

export function snsClient(connection: Connection = {}): SNSClient {
  return new SNSClient({ ...connection, maxAttempts: 4 })
}

/** The endpoint is the service's, not the queue URL's host: that of an emulator need not resolve. */
export function sqsClient(connection: Connection = {}): SQSClient {
  return new SQSClient({ ...connection, maxAttempts: 4, useQueueUrlAsEndpoint: false })
}
