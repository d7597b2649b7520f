import { Duration, Stack, Validations } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { ledgerBatching, type SubscriptionSettings } from '../../topology/settings.ts'
import { acknowledgeClaims } from '../acknowledgements.ts'
import { claimArn, claimBucketArn, ledgerArn, topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { mayPublish } from '../may-publish.ts'
import { BundledFunction } from './bundled-function.ts'
import { grantKey } from './encryption-key.ts'
import type { SubscriptionQueue } from './subscription-queue.ts'

/** What a handler may do with its own tables, by itself or in `ctx.commit()`. */
const TABLE_ACTIONS = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']

/** With them come the plain ones all the same: `ctx.commit()` is a transaction. */
const BATCHED_WRITES = ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate']

interface QueueConsumerProps {
  readonly deployment: Deployment
  readonly subscription: SubscriptionSettings
  readonly queues: SubscriptionQueue
  /** By the topology's names. */
  readonly tables: Readonly<Record<string, Table>>
  readonly encryptionKey: IKey | undefined
}

/** The Lambda of one subscription, what brings messages to it, and exactly the permissions that the topology declares. */
export class QueueConsumer extends Construct {
  readonly function: BundledFunction

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id)
    const { deployment, subscription, queues, tables } = props
    const tableNames = Object.entries(tables).map(([name, table]) => [name, table.tableName])
    this.function = new BundledFunction(this, 'Function', deployment, {
      entry: subscription.handler,
      description: `Handles '${subscription.topic}' for '${subscription.name}'.`,
      timeoutSeconds: subscription.timeoutSeconds,
      memoryMegabytes: subscription.memoryMegabytes,
      environment: {
        ...subscription.environment,
        [VARIABLES.queueUrl]: queues.queue.queueUrl,
        [VARIABLES.deadLetterQueueUrl]: queues.deadLetterQueue.queueUrl,
        [VARIABLES.tables]: Stack.of(this).toJsonString(Object.fromEntries(tableNames)),
      },
    })
    this.allowWhatTheTopologySays(props)
    this.feed(subscription, queues)
  }

  private allowWhatTheTopologySays(props: QueueConsumerProps): void {
    const { deployment, subscription, queues, tables, encryptionKey } = props
    grantKey(encryptionKey, this.function)
    acknowledgeClaims(this.function, deployment)
    const batched = ledgerBatching(deployment.topology) === 'partiql'
    const changes = batched ? BATCHED_WRITES : ['dynamodb:UpdateItem']
    this.allow([...changes, 'dynamodb:PutItem'], [ledgerArn(deployment)])
    this.allow(['sqs:SendMessage'], [queues.deadLetterQueue.queueArn])
    this.allow(['s3:GetObject'], [claimArn(deployment)])
    // Without it S3 says 403 of an object that is gone, as if a retry could bring it back.
    this.allow(['s3:ListBucket'], [claimBucketArn(deployment)])
    if (subscription.publishes.length > 0) this.allow(['s3:PutObject'], [claimArn(deployment)])
    const topics = subscription.publishes.map((topic) => topicArn(deployment, topic))
    for (const statement of mayPublish(topics)) this.function.addToRolePolicy(statement)
    this.allow(
      TABLE_ACTIONS.map((action) => `dynamodb:${action}`),
      Object.values(tables).map((table) => table.tableArn),
    )
  }

  private feed(subscription: SubscriptionSettings, { queue }: SubscriptionQueue): void {
    const { batchSize, batchWindowSeconds, maximumConcurrency } = subscription
    const actions = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes']
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize,
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
      ...(batchWindowSeconds > 0 && { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
    })
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'Lambda has no such destination for queues: the dead-letter queue of the subscription is it.',
    })
    queue.grant(this.function, ...actions.map((action) => `sqs:${action}`)).applyBefore(mapping)
  }

  private allow(actions: string[], resources: string[]): void {
    if (resources.length === 0) return
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }))
  }
}
