import { callQuery, xmlText } from '../../lib/local/emulators/aws-calls.ts'

/** A topic of a stack at home, asked in SNS's own protocol. */
export interface LocalTopic {
  /** Gives the whole answer as XML. Attributes are texts. */
  publish(message: string, options?: PublishOptions): Promise<string>
}

export interface PublishOptions {
  readonly attributes?: Readonly<Record<string, string>>
  readonly group?: string
  readonly deduplicationId?: string
}

export function localTopic(endpoint: string, arn: string): LocalTopic {
  return {
    publish: (message, { attributes = {}, group, deduplicationId = message } = {}) =>
      callQuery(endpoint, {
        Action: 'Publish',
        TopicArn: arn,
        Message: message,
        ...messageAttributes(attributes),
        ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: deduplicationId }),
      }),
  }
}

/** All that SNS tells of a topic; a policy is JSON. */
export const topicAttributes = (endpoint: string, arn: string): Promise<Record<string, string>> =>
  attributesOf(endpoint, { Action: 'GetTopicAttributes', TopicArn: arn })

/** All that SNS tells of a subscription; a policy is JSON. */
export const subscriptionAttributes = (endpoint: string, arn: string): Promise<Record<string, string>> =>
  attributesOf(endpoint, { Action: 'GetSubscriptionAttributes', SubscriptionArn: arn })

async function attributesOf(
  endpoint: string,
  request: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const answer = await callQuery(endpoint, request)
  const pairs = [...answer.matchAll(/<entry>(.*?)<\/entry>/gs)].map(([, entry = '']) => [
    xmlText(entry, 'key') ?? '',
    unescaped(xmlText(entry, 'value') ?? ''),
  ])
  return Object.fromEntries(pairs)
}

function messageAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const parts = Object.entries(attributes).flatMap(([name, value], index) => {
    const entry = `MessageAttributes.entry.${index + 1}`
    return [
      [`${entry}.Name`, name],
      [`${entry}.Value.DataType`, 'String'],
      [`${entry}.Value.StringValue`, value],
    ]
  })
  return Object.fromEntries(parts)
}

const ENTITIES = { '&quot;': '"', '&apos;': "'", '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:quot|apos|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES])
