import { CfnOutput } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { groupStackName, logicalId, OUTPUTS } from '../../topology/resource-names.ts'
import { type SubscriptionSettings, subscriptionSettings } from '../../topology/settings.ts'
import { ApplicationTable } from '../constructs/application-table.ts'
import { encryptionKey } from '../constructs/encryption-key.ts'
import { Monitoring } from '../constructs/monitoring.ts'
import { QueueConsumer } from '../constructs/queue-consumer.ts'
import { SubscriptionQueue } from '../constructs/subscription-queue.ts'
import { TopicSubscription } from '../constructs/topic-subscription.ts'
import type { Deployment } from '../deployment.ts'
import { BusStack } from './bus-stack.ts'

/** The subscriptions of one group: queues, consumers and their tables. */
export class GroupStack extends BusStack {
  private readonly key: IKey | undefined
  private readonly tables = new Map<string, Table>()
  private readonly monitoring: Monitoring

  constructor(scope: Construct, deployment: Deployment, group: string) {
    const { topology, config } = deployment
    const stackName = groupStackName(topology, config.stage, group)
    super(scope, deployment, { stackName, description: `subscriptions '${group}'` })
    this.key = encryptionKey(this, deployment)
    this.monitoring = new Monitoring(this, 'Monitoring', deployment, stackName)
    for (const subscription of subscriptionsIn(deployment, group))
      this.addSubscription(deployment, subscription)
    this.refuseTooLarge(
      `The subscriptions of group '${group}'`,
      "Give some of them another 'group' in the topology.",
    )
  }

  private addSubscription(deployment: Deployment, subscription: SubscriptionSettings): void {
    const { name } = subscription
    const queues = new SubscriptionQueue(this, logicalId(name, 'Queues'), {
      subscription,
      config: deployment.config,
      encryptionKey: this.key,
    })
    const tables = Object.keys(subscription.tables).map((table) => [
      table,
      this.table(table, deployment, subscription),
    ])
    const consumer = new QueueConsumer(this, logicalId(name, 'Consumer'), {
      deployment,
      subscription,
      queues,
      tables: Object.fromEntries(tables),
      encryptionKey: this.key,
    })
    const link = new TopicSubscription(this, logicalId(name, 'Link'), {
      deployment,
      subscription,
      queue: queues.queue,
      encryptionKey: this.key,
    })
    // Nothing arrives before there is someone to handle it.
    link.node.addDependency(consumer)
    new CfnOutput(this, OUTPUTS.queueUrl(name), { value: queues.queue.queueUrl })
    new CfnOutput(this, OUTPUTS.deadLetterQueueUrl(name), { value: queues.deadLetterQueue.queueUrl })
    new CfnOutput(this, OUTPUTS.undeliveredQueueUrl(name), { value: link.undelivered.queueUrl })
    new CfnOutput(this, OUTPUTS.consumerLogs(name), { value: consumer.function.logGroup.logGroupName })
    this.monitoring.subscription({
      settings: subscription,
      queue: queues.queue,
      deadLetterQueue: queues.deadLetterQueue,
      undelivered: link.undelivered,
      consumer: consumer.function,
    })
  }

  /** One table for all subscriptions of the group that name it. */
  private table(name: string, { config }: Deployment, { tables }: SubscriptionSettings): Table {
    const definition = tables[name]
    const known = this.tables.get(name)
    if (known || !definition) return known as Table
    const { table } = new ApplicationTable(this, logicalId(name, 'Table'), definition, config)
    this.tables.set(name, table)
    return table
  }
}

function subscriptionsIn({ topology }: Deployment, group: string): SubscriptionSettings[] {
  return Object.keys(topology.subscriptions)
    .map((name) => subscriptionSettings(topology, name))
    .filter((subscription) => subscription.group === group)
}
