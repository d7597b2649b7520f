import {
  type BatchResultErrorEntry,
  type MessageAttributeValue,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  PublishCommand,
  type SNSClient,
  type SNSServiceException,
} from '@aws-sdk/client-sns'
import type { OutgoingMessage, Publisher, SendResult } from '../../messaging/ports.ts'

interface SendOptions {
  readonly abortSignal?: AbortSignal
}

/** One SNS call: Publish for one message, PublishBatch for up to ten. */
export function snsPublisher(client: SNSClient, topicArn: (topic: string) => string): Publisher {
  return {
    async publish(topic, messages, abortSignal) {
      const options = abortSignal ? { abortSignal } : {}
      try {
        const [only] = messages
        return messages.length === 1 && only
          ? [await publishOne(client, topicArn(topic), only, options)]
          : await publishBatch(client, topicArn(topic), messages, options)
      } catch (error) {
        const refusal = abortSignal?.aborted ? NO_TIME : refusalOf(error)
        return messages.map(() => refusal)
      }
    },
  }
}

async function publishOne(
  client: SNSClient,
  TopicArn: string,
  message: OutgoingMessage,
  options: SendOptions,
): Promise<SendResult> {
  const output = await client.send(new PublishCommand({ TopicArn, ...requestOf(message) }), options)
  return accepted(output.MessageId, output.SequenceNumber)
}

async function publishBatch(
  client: SNSClient,
  TopicArn: string,
  messages: readonly OutgoingMessage[],
  options: SendOptions,
): Promise<SendResult[]> {
  const entries = messages.map((message, index) => ({ Id: String(index), ...requestOf(message) }))
  const command = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries })
  const output = await client.send(command, options)
  const results = new Map<string | undefined, SendResult>([
    ...(output.Successful ?? []).map(
      (entry) => [entry.Id, accepted(entry.MessageId, entry.SequenceNumber)] as const,
    ),
    ...(output.Failed ?? []).map((entry) => [entry.Id, failed(entry)] as const),
  ])
  return entries.map(({ Id }) => results.get(Id) ?? NO_ANSWER)
}

function requestOf(message: OutgoingMessage): Omit<PublishBatchRequestEntry, 'Id'> {
  const attributes = Object.entries(message.attributes).map(
    ([name, value]): [string, MessageAttributeValue] => [name, { DataType: 'String', StringValue: value }],
  )
  return {
    Message: message.body,
    MessageAttributes: Object.fromEntries(attributes),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  }
}

function accepted(messageId: string | undefined, sequenceNumber: string | undefined): SendResult {
  if (messageId === undefined) return NO_ANSWER
  return { ok: true, messageId, ...(sequenceNumber === undefined ? {} : { sequenceNumber }) }
}

function failed({ Code, Message, SenderFault }: BatchResultErrorEntry): SendResult {
  return { ok: false, retriable: !SenderFault, code: Code ?? 'Unknown', detail: Message ?? 'no reason given' }
}

const NO_ANSWER: SendResult = { ok: false, retriable: true, code: 'NoAnswer', detail: 'SNS did not say' }

const NO_TIME: SendResult = {
  ok: false,
  retriable: true,
  code: 'NoTime',
  detail: 'there was no time left for its answer',
}

/** A client's mistake will be one again; anything else, a lost connection above all, may pass or have passed. */
function refusalOf(error: unknown): SendResult {
  const { name, message, $fault, $retryable, $metadata } = error as Partial<SNSServiceException> & Error
  const passing = /throttl|toomany|requestlimit|expired/i.test(name) || $metadata?.httpStatusCode === 429
  return {
    ok: false,
    retriable: $fault !== 'client' || passing || $retryable !== undefined,
    code: name,
    detail: message,
  }
}
