import { Validations } from 'aws-cdk-lib'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { deployedFilterPolicy } from '../../topology/filter-policy.ts'
import { DEAD_LETTER_RETENTION_SECONDS, type SubscriptionSettings } from '../../topology/settings.ts'
import { topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { BusQueue } from './bus-queue.ts'

interface TopicSubscriptionProps {
  readonly deployment: Deployment
  readonly subscription: SubscriptionSettings
  readonly queue: Queue
  readonly encryptionKey: IKey | undefined
}

/**
 * Leads a topic into a queue: the body as it was published (raw delivery), and a dead-letter queue of its own for what
 * SNS cannot deliver, which without one is dropped.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export class TopicSubscription extends Construct {
  readonly undelivered: BusQueue

  constructor(scope: Construct, id: string, props: TopicSubscriptionProps) {
    super(scope, id)
    const { deployment, subscription, queue, encryptionKey } = props
    const arn = topicArn(deployment, subscription.topic)
    this.undelivered = new BusQueue(this, 'UndeliveredQueue', {
      ordered: subscription.ordered,
      removalPolicy: deployment.config.removalPolicy,
      encryptionKey,
      retentionSeconds: DEAD_LETTER_RETENTION_SECONDS,
    })
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of a subscription, where the rule looks for those of queues only.',
    })
    const link = new CfnSubscription(this, 'Subscription', {
      topicArn: arn,
      protocol: 'sqs',
      endpoint: queue.queueArn,
      rawMessageDelivery: true,
      redrivePolicy: { deadLetterTargetArn: this.undelivered.queueArn },
      filterPolicy: deployedFilterPolicy(deployment.topology, subscription.name),
      filterPolicyScope: 'MessageAttributes',
    })
    for (const target of [queue, this.undelivered]) {
      target.addToResourcePolicy(mayBeSentToBy(arn, target))
      // A message that comes before the permission would be lost.
      link.node.addDependency(target.node.findChild('Policy'))
    }
  }
}

/** Lets SNS send to a queue for these topics, and for no other. */
export function mayBeSentToBy(topic: string | readonly string[], queue: Queue): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': topic } },
  })
}
