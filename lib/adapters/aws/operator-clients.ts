import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { type Connection, PATIENCE } from './clients.ts'

/** Clients of what operates a bus. No function that moves messages has them in its bundle. */
export const lambdaClient = (connection: Connection = {}): LambdaClient =>
  new LambdaClient({ ...connection, ...PATIENCE })

export const cloudWatchClient = (connection: Connection = {}): CloudWatchClient =>
  new CloudWatchClient({ ...connection, ...PATIENCE })

export const cloudWatchLogsClient = (connection: Connection = {}): CloudWatchLogsClient =>
  new CloudWatchLogsClient({ ...connection, ...PATIENCE })
