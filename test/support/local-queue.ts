import { callJson } from '../../lib/local/emulators/aws-calls.ts'
import type { SqsMessage } from '../../lib/local/emulators/sqs-calls.ts'

/** A queue of a stack at home, asked in SQS's own protocol. */
export interface LocalQueue {
  send(body: string, options?: { group?: string; deduplicationId?: string }): Promise<string>
  sendBatch(bodies: readonly string[]): Promise<void>
  receive(options?: { max?: number; wait?: number; visibility?: number }): Promise<SqsMessage[]>
  /** What waits, and what was received and is not deleted. */
  backlog(): Promise<{ waiting: number; inFlight: number }>
  attributes(): Promise<Readonly<Record<string, string>>>
  url: string
}

/** By its URL, which is its `Ref`. */
export function localQueue(url: string): LocalQueue {
  const call = <T>(action: string, request: object): Promise<T> =>
    callJson(new URL(url).origin, `AmazonSQS.${action}`, { QueueUrl: url, ...request })
  const attributes = async (): Promise<Record<string, string>> => {
    const answer = await call<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
      AttributeNames: ['All'],
    })
    return answer.Attributes
  }
  return {
    url,
    attributes,
    async send(body, { group, deduplicationId } = {}) {
      const fifo = group !== undefined && {
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId ?? body,
      }
      const { MessageId } = await call<{ MessageId: string }>('SendMessage', { MessageBody: body, ...fifo })
      return MessageId
    },
    async sendBatch(bodies) {
      await call('SendMessageBatch', {
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      })
    },
    async receive({ max = 10, wait = 0, visibility } = {}) {
      const { Messages = [] } = await call<{ Messages?: SqsMessage[] }>('ReceiveMessage', {
        MaxNumberOfMessages: max,
        WaitTimeSeconds: wait,
        ...(visibility !== undefined && { VisibilityTimeout: visibility }),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      })
      return Messages
    },
    async backlog() {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributes()
      return {
        waiting: Number(ApproximateNumberOfMessages),
        inFlight: Number(ApproximateNumberOfMessagesNotVisible),
      }
    },
  }
}
