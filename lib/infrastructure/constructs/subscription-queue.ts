import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import {
  DEAD_LETTER_RETENTION_SECONDS,
  QUEUE_RETENTION_SECONDS,
  type SubscriptionSettings,
} from '../../topology/settings.ts'
import type { StageConfig } from '../stage-config.ts'
import { BusQueue } from './bus-queue.ts'

interface SubscriptionQueueProps {
  readonly subscription: SubscriptionSettings
  readonly config: StageConfig
  readonly encryptionKey: IKey | undefined
}

/**
 * The queue of one subscription and its dead-letter queue. The consumer itself puts dead letters there; the redrive
 * policy is the net below it, for a consumer that dies before it can. The dead-letter queue has no redriveAllowPolicy:
 * one `byQueue` refers to the queue, which refers to it, and CloudFormation refuses such a circle between queues that it
 * names itself.
 */
export class SubscriptionQueue extends Construct {
  readonly queue: BusQueue
  readonly deadLetterQueue: BusQueue

  constructor(scope: Construct, id: string, { subscription, config, encryptionKey }: SubscriptionQueueProps) {
    super(scope, id)
    const { ordered, visibilityTimeoutSeconds, maxReceiveCount } = subscription
    const { removalPolicy } = config
    this.deadLetterQueue = new BusQueue(this, 'DeadLetterQueue', {
      ordered,
      removalPolicy,
      encryptionKey,
      retentionSeconds: DEAD_LETTER_RETENTION_SECONDS,
    })
    this.queue = new BusQueue(this, 'Queue', {
      ordered,
      removalPolicy,
      encryptionKey,
      retentionSeconds: QUEUE_RETENTION_SECONDS,
      visibilityTimeoutSeconds,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    })
  }
}
