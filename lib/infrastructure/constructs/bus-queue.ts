import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'

interface BusQueueProps {
  readonly ordered: boolean
  readonly retentionSeconds: number
  readonly removalPolicy: RemovalPolicy
  /** Without, the queue is encrypted by a key of AWS's. */
  readonly encryptionKey: IKey | undefined
  readonly visibilityTimeoutSeconds?: number
  readonly deadLetterQueue?: QueueProps['deadLetterQueue']
  /** Why it has none. @default - it is one itself */
  readonly withoutDeadLetters?: string
}

const IS_DEAD_LETTER_QUEUE = 'It is a dead-letter queue: what is in it stays until an operator redrives it.'

/**
 * A queue as every queue of the bus is: encrypted, TLS only, and on an ordered topic FIFO with throughput and
 * deduplication counted for each message group.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
 */
export class BusQueue extends Queue {
  constructor(scope: Construct, id: string, props: BusQueueProps) {
    const { ordered, retentionSeconds, removalPolicy, encryptionKey } = props
    const { visibilityTimeoutSeconds, deadLetterQueue, withoutDeadLetters = IS_DEAD_LETTER_QUEUE } = props
    super(scope, id, {
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.seconds(retentionSeconds),
      removalPolicy,
      ...(visibilityTimeoutSeconds !== undefined && {
        visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds),
      }),
      ...(deadLetterQueue && { deadLetterQueue }),
      ...(ordered && {
        fifo: true,
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }),
    })
    if (deadLetterQueue) return
    Validations.of(this).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: withoutDeadLetters,
    })
  }
}
