/** What Lambda hands to a consumer for one message, in the domain's words. */
export interface IncomingRecord {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  /** SQS's SentTimestamp, in milliseconds since 1970. */
  readonly sentAt: number
  readonly receiveCount: number
  /** FIFO queues, and fair ones. */
  readonly groupId?: string
}
