import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Queue, ReceivedMessage } from '../../messaging/ports.ts'

/** Long enough to ask every server of SQS, so that an empty answer is (nearly always) an empty queue. */
const WAIT_SECONDS = 1

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

function ignoreGone(error: unknown): void {
  if (!(error instanceof ReceiptHandleIsInvalid)) throw error
}
