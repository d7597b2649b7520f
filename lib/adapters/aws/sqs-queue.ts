import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Queue, ReceivedMessage } from '../../messaging/ports.ts'
import { runBounded } from '../../messaging/run-bounded.ts'

/** Long enough to ask every server of SQS, so that an empty answer is (nearly always) an empty queue. */
const WAIT_SECONDS = 1
/** SQS's own limit on one call. */
const MAX_ENTRIES = 10
const CALLS_AT_ONCE = 10

export function sqsQueue(client: SQSClient, QueueUrl: string): Queue {
  return {
    async send({ body, attributes, groupId, deduplicationId }) {
      const output = await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
          MessageGroupId: groupId,
          MessageDeduplicationId: deduplicationId,
        }),
      )
      if (output.MessageId === undefined) throw new Error('SQS did not confirm a message that was sent.')
      return { messageId: output.MessageId }
    },
    async receive(max, visibilitySeconds) {
      const output = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(max, 10),
          VisibilityTimeout: visibilitySeconds,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      )
      return (output.Messages ?? []).map(receivedMessage)
    },
    async delete(ReceiptHandle) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).catch(ignoreGone)
    },
    async changeVisibility(ReceiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: seconds }),
      )
    },
    async release(receiptHandles) {
      const starts = Array.from(
        { length: Math.ceil(receiptHandles.length / MAX_ENTRIES) },
        (_, n) => n * MAX_ENTRIES,
      )
      await runBounded(starts, CALLS_AT_ONCE, async (start) => {
        const handles = receiptHandles.slice(start, start + MAX_ENTRIES)
        const Entries = handles.map((ReceiptHandle, index) => ({
          ...{ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 },
        }))
        const { Failed = [] } = await client.send(
          new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }),
        )
        const failed = Failed.find((each) => !isNotInHand(each))
        if (failed) throw new Error(`SQS did not release a message (${failed.Code}): ${failed.Message}`)
      })
    },
  }
}

function receivedMessage(message: Message): ReceivedMessage {
  const { Attributes = {}, MessageAttributes = {} } = message
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
    StringValue === undefined ? [] : [[name, StringValue] as const],
  )
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: Object.fromEntries(attributes),
    sentAt: Number(Attributes.SentTimestamp ?? 0),
    receiveCount: Number(Attributes.ApproximateReceiveCount ?? 1),
    ...(Attributes.MessageGroupId === undefined ? {} : { groupId: Attributes.MessageGroupId }),
    ...(Attributes.MessageDeduplicationId === undefined
      ? {}
      : { deduplicationId: Attributes.MessageDeduplicationId }),
  }
}

/** It was shown again, or deleted, meanwhile. AWS and emulators have several words for it. */
function isNotInHand({ Code = '', Message = '' }: BatchResultErrorEntry): boolean {
  return (
    /ReceiptHandleIsInvalid|MessageNotInflight/.test(Code) ||
    /not available|not in flight|does not exist/i.test(Message)
  )
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ReceiptHandleIsInvalid)) throw error
}
