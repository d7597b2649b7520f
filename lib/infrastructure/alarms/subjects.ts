import type { RestApi } from 'aws-cdk-lib/aws-apigateway'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { SubscriptionSettings } from '../../topology/settings.ts'

/** What alarms and dashboards are about. */
export interface WatchedSubscription {
  readonly settings: SubscriptionSettings
  readonly queue: Queue
  readonly deadLetterQueue: Queue
  /** Of what SNS could not bring to the queue. */
  readonly undelivered: Queue
  readonly consumer: IFunction
}

export interface WatchedTopic {
  readonly name: string
  readonly topic: Topic
}

/** What the canary measures of a topic. */
export interface WatchedCanary {
  readonly topic: string
  readonly namespace: string
}

export interface WatchedEndpoint {
  readonly api: RestApi
}

export interface WatchedLedger {
  readonly table: Table
}

export interface WatchedCore extends WatchedEndpoint, WatchedLedger {
  readonly topics: readonly WatchedTopic[]
}
