interface Statement {
  readonly Effect?: string
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
  readonly Action?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

const SENDING = /^(\*|sqs:\*|sqs:sendmessage)$/i

/**
 * Whether a queue's policy allows SNS to send for this topic. A statement under a condition counts only when the
 * condition names the topic as the source.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html#SendMessageToSQS.sqs.permissions
 */
export function letsTopicSend(policy: string | undefined, topicArn: string): boolean {
  if (!policy) return false
  const { Statement: statements = [] } = JSON.parse(policy) as {
    Statement?: Statement | readonly Statement[]
  }
  return [statements].flat().some((statement) => allows(statement as Statement, topicArn))
}

function allows({ Effect, Principal, Action, Condition = {} }: Statement, topicArn: string): boolean {
  const services =
    typeof Principal === 'object' ? listed(Principal['Service'] ?? Principal['AWS']) : listed(Principal)
  const sources = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, value]) =>
      key.toLowerCase() === 'aws:sourcearn' ? listed(value) : [],
    ),
  )
  return (
    Effect === 'Allow' &&
    services.some((service) => service === 'sns.amazonaws.com' || service === '*') &&
    listed(Action).some((action) => SENDING.test(action)) &&
    (Object.keys(Condition).length === 0 || sources.some((source) => covers(source, topicArn)))
  )
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat()

/** `*` at the end of a pattern stands for anything, as in ArnLike. */
const covers = (pattern: string, arn: string): boolean =>
  pattern.endsWith('*') ? arn.startsWith(pattern.slice(0, -1)) : pattern === arn
