import type { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Rule } from './finding.ts'
import type { StackResources } from './stack-resources.ts'

/** SQS's default. */
const RETENTION_SECONDS = 345_600
/** AWS's own advice: fewer, and a passing failure makes dead letters. */
const LEAST_RECEIVES = 5

const isDeadLetterQueue = (resources: StackResources, queue: CfnQueue): boolean =>
  [...resources.queues, ...resources.subscriptions].some(
    (source) => resources.queueAt(resources.redriveOf(source)?.deadLetterTargetArn) === queue,
  )

const withoutDeadLetters: Rule = (resources) =>
  resources.queues
    .filter((queue) => !resources.redriveOf(queue) && !isDeadLetterQueue(resources, queue))
    .map((at) => ({
      at,
      rule: 'omnibus:queue-without-dead-letters',
      sentence:
        'a queue without a dead-letter queue forgets what nobody could handle when its retention ends. Give it a deadLetterQueue.',
    }))

const tooFewReceives: Rule = (resources) =>
  resources.queues.flatMap((at) => {
    const { maxReceiveCount } = resources.redriveOf(at) ?? {}
    if (typeof maxReceiveCount !== 'number' || maxReceiveCount >= LEAST_RECEIVES) return []
    return [
      {
        at,
        rule: 'omnibus:few-receives',
        sentence: `maxReceiveCount is ${maxReceiveCount}, so throttling alone can make dead letters of good messages. Give ${LEAST_RECEIVES} or more.`,
      },
    ]
  })

const deadLettersForgottenFirst: Rule = (resources) =>
  resources.queues.flatMap((source) => {
    const at = resources.queueAt(resources.redriveOf(source)?.deadLetterTargetArn)
    const [kept = RETENTION_SECONDS, keptDead = RETENTION_SECONDS] = [
      source.messageRetentionPeriod,
      at?.messageRetentionPeriod,
    ]
    if (!at || keptDead > kept) return []
    return [
      {
        at,
        rule: 'omnibus:dead-letters-forgotten-first',
        sentence: `it keeps dead letters ${keptDead} s, no longer than their queue (${kept} s), and their age goes on counting. Give it a retentionPeriod of 14 days.`,
      },
    ]
  })

export const queueRules: readonly Rule[] = [withoutDeadLetters, tooFewReceives, deadLettersForgottenFirst]
