import { Validations } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { CANARY_ATTRIBUTE } from '../../topology/filter-policy.ts'
import { logicalId } from '../../topology/resource-names.ts'
import { topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { BusQueue } from './bus-queue.ts'
import { mayBeSentToBy } from './topic-subscription.ts'

/** The least that SQS knows: what came too late is forgotten before the next but one. */
const RETENTION_SECONDS = 60
/** Of its events, and of whatever would keep them. */
export const NOT_WORTH_KEEPING =
  'What the canary publishes is worth nothing to anybody: that it did not arrive is what there is to know, and an alarm says so.'

interface CanaryQueueProps {
  readonly deployment: Deployment
  readonly ordered: boolean
  readonly topics: readonly string[]
  readonly encryptionKey: IKey | undefined
}

/** A queue to which topics lead what the canary publishes, and nothing else, in the way that they lead to every other. */
export class CanaryQueue extends BusQueue {
  constructor(
    scope: Construct,
    id: string,
    { deployment, ordered, topics, encryptionKey }: CanaryQueueProps,
  ) {
    super(scope, id, {
      ordered,
      removalPolicy: deployment.config.removalPolicy,
      encryptionKey,
      retentionSeconds: RETENTION_SECONDS,
      withoutDeadLetters: NOT_WORTH_KEEPING,
    })
    const arns = topics.map((topic) => topicArn(deployment, topic))
    this.addToResourcePolicy(mayBeSentToBy(arns, this))
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: NOT_WORTH_KEEPING },
      { id: 'omnibus:queue-without-dead-letters', reason: NOT_WORTH_KEEPING },
    )
    for (const topic of topics) {
      const link = new CfnSubscription(scope, logicalId(topic, 'Link'), {
        topicArn: topicArn(deployment, topic),
        protocol: 'sqs',
        endpoint: this.queueArn,
        rawMessageDelivery: true,
        filterPolicy: { [CANARY_ATTRIBUTE]: [{ exists: true }] },
        filterPolicyScope: 'MessageAttributes',
      })
      link.node.addDependency(this.node.findChild('Policy'))
      Validations.of(link).acknowledge(
        { id: 'Serverless-SNSRedrivePolicy', reason: NOT_WORTH_KEEPING },
        { id: 'omnibus:subscription-without-dead-letters', reason: NOT_WORTH_KEEPING },
      )
    }
  }
}
