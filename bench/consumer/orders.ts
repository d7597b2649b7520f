import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import type { Order } from './topology.ts'

/** A batch of new orders as Lambda hands it over: what SNS wrote on a queue by raw delivery, some 500 bytes each. */
export function batchOfOrders(size: number): SQSEvent {
  return { Records: Array.from({ length: size }, newRecord) }
}

function newRecord(): SQSRecord {
  const sentAt = String(Date.now())
  return {
    messageId: crypto.randomUUID(),
    receiptHandle: crypto.randomUUID(),
    body: newOrder(),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sentAt,
      SenderId: 'AIDAIT2UOQQY3AUEKVGXU',
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {
      type: { stringValue: 'order.placed', dataType: 'String' },
      source: { stringValue: '/shop', dataType: 'String' },
    },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:billing',
    awsRegion: 'us-east-1',
  }
}

function newOrder(): string {
  const id = crypto.randomUUID()
  const order: Order = {
    orderId: id,
    customerId: 'c-4711',
    currency: 'EUR',
    lines: [
      { sku: 'SKU-00001', quantity: 2, unitPrice: 1999 },
      { sku: 'SKU-00002', quantity: 1, unitPrice: 4999 },
      { sku: 'SKU-00003', quantity: 5, unitPrice: 299 },
    ],
  }
  const attributes = {
    id,
    source: '/shop',
    type: 'order.placed',
    subject: id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
  }
  return toEnvelope({ attributes, data: { json: JSON.stringify(order) } })
}
