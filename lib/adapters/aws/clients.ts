import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { httpConnections } from './http-connections.ts'

/** Where to find the services, and as whom, when the environment does not say. */
export interface Connection {
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const MAX_ATTEMPTS = 4

/**
 * An attempt that is not answered in this time is given up for the next one, so that four of them end before API
 * Gateway's 29 seconds do. Left alone, the SDK waits for ever.
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-node-http-handler/Interface/NodeHttpHandlerOptions/
 */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 5_000, socketTimeout: 5_000 } as const

/** For clients that are seldom called. */
export const PATIENCE = {
  maxAttempts: MAX_ATTEMPTS,
  requestHandler: { ...TIMEOUTS, throwOnRequestTimeout: true },
} as const

/** For clients that are called for every message: no middleware is added later, so that its chain is built once. */
const busy = () =>
  ({
    maxAttempts: MAX_ATTEMPTS,
    cacheMiddleware: true,
    requestHandler: httpConnections(TIMEOUTS),
  }) as const

/** Nobody is told what the SDK would log, and yet it copies every request and answer for that. */
function unlogged<C extends { readonly middlewareStack: { remove(name: string): boolean } }>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/** One client a process: it holds the connections, and the first call of each is the slow one. */
export function dynamoDbClient(connection: Connection = {}): DynamoDBClient {
  return unlogged(new DynamoDBClient({ ...connection, ...busy() }))
}

export function snsClient(connection: Connection = {}): SNSClient {
  return unlogged(new SNSClient({ ...connection, ...busy() }))
}

/** The endpoint is the service's, not the queue URL's host: that of an emulator need not resolve. */
export function sqsClient(connection: Connection = {}): SQSClient {
  return unlogged(new SQSClient({ ...connection, ...busy(), useQueueUrlAsEndpoint: false }))
}
