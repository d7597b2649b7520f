import type { Rule } from './finding.ts'

const withoutDeadLetters: Rule = (resources) =>
  resources.subscriptions
    .filter((subscription) => !resources.redriveOf(subscription))
    .map((at) => ({
      at,
      rule: 'omnibus:subscription-without-dead-letters',
      sentence:
        'SNS drops what it cannot deliver to a subscription without a dead-letter queue. Give it a redrivePolicy with a deadLetterTargetArn.',
    }))

/** The policy of AWS's own key cannot be changed, and it does not know SNS. */
const unreachableForSns: Rule = (resources) =>
  resources.subscriptions.flatMap(({ protocol, endpoint }) => {
    const at = protocol === 'sqs' ? resources.queueAt(endpoint) : undefined
    if (at?.kmsMasterKeyId !== 'alias/aws/sqs') return []
    return [
      {
        at,
        rule: 'omnibus:key-without-sns',
        sentence:
          'SNS may not use alias/aws/sqs, so nothing would ever arrive. Encrypt the queue with SQS_MANAGED, or with a key whose policy lets sns.amazonaws.com use it.',
      },
    ]
  })

export const subscriptionRules: readonly Rule[] = [withoutDeadLetters, unreachableForSns]
