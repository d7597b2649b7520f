import { callJson } from './aws-calls.ts'

export interface SqsMessage {
  readonly MessageId: string
  readonly ReceiptHandle: string
  readonly Body: string
  readonly MD5OfBody: string
  readonly MD5OfMessageAttributes?: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<
    Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>
  >
}

const DELETE_BATCH_LIMIT = 10

/** Up to ten messages, waiting for the first one as long as `waitTimeSeconds`. */
export async function receiveMessages(
  queueUrl: string,
  options: {
    readonly maxNumberOfMessages: number
    readonly waitTimeSeconds: number
    readonly signal: AbortSignal
  },
): Promise<readonly SqsMessage[]> {
  const request = {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: options.maxNumberOfMessages,
    WaitTimeSeconds: options.waitTimeSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  }
  const answer = await callJson<{ Messages?: SqsMessage[] }>(
    new URL(queueUrl).origin,
    'AmazonSQS.ReceiveMessage',
    request,
    options.signal,
  )
  return answer.Messages ?? []
}

export async function deleteMessages(queueUrl: string, messages: readonly SqsMessage[]): Promise<void> {
  for (let start = 0; start < messages.length; start += DELETE_BATCH_LIMIT) {
    const entries = messages.slice(start, start + DELETE_BATCH_LIMIT)
    await callJson(new URL(queueUrl).origin, 'AmazonSQS.DeleteMessageBatch', {
      QueueUrl: queueUrl,
      Entries: entries.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
    })
  }
}
