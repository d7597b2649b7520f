import { maximumMessageSize } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import { claimingEvent, claimOf, MAX_CLAIM_BYTES } from '../claim-check/claim.ts'
import { toEnvelope } from '../envelope.ts'
import { dataValue, type Event, type EventData } from '../event.ts'
import { digest } from '../fingerprint.ts'
import { valueAt } from '../json-pointer.ts'
import type { OutgoingMessage } from '../ports.ts'
import { Problem } from '../problem.ts'
import { REFUSED_BY_SQS } from '../sqs-characters.ts'

/** Kept free in every message for what a dead letter adds. */
const DEAD_LETTER_BYTES = 8 * 1024
/** What SNS and SQS allow as a message group id. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const GROUP_ID = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/

/**
 * The message that carries an event to its subscriptions: body, the attributes that filters read, and on an ordered
 * topic its group and its deduplication id, which is the same for every copy of the event. Data that would make it too
 * large for the topic goes to the bucket, and the body points there.
 * @throws Problem when the event cannot be carried
 */
export function outgoingMessage(
  topology: Topology,
  topic: string,
  event: Event,
  bucket: string,
): OutgoingMessage {
  const ordered = topology.topics[topic]?.ordered ?? false
  const groupId = messageGroup(topology, topic, event)
  if (ordered && groupId === undefined) {
    const pointer = topology.topics[topic]?.partitionKey
    const detail = `Topic '${topic}' is ordered, so an event needs a partition key: set the partitionkey attribute${pointer ? ` or ${pointer} in data` : ''}.`
    throw new Problem('invalid-event', detail, [{ pointer: '/partitionkey', detail: 'is required here' }])
  }
  const message: OutgoingMessage = {
    body: toEnvelope(event),
    attributes: messageAttributes(topology, topic, event),
    ...(groupId === undefined ? {} : { groupId }),
    ...(ordered ? { deduplicationId: digest([event.attributes.source, event.attributes.id]) } : {}),
  }
  const limit = maxMessageBytes(topology, topic)
  if (messageBytes(message) <= limit) return message
  const slim = event.data ? withClaim(message, event, event.data, bucket) : message
  const bytes = messageBytes(slim)
  if (bytes > limit) {
    throw new Problem(
      'too-large',
      `The event takes ${bytes} bytes without its data; at most ${limit} fit. Put what is large into data.`,
    )
  }
  return slim
}

/** What fits into a message of the topic, attributes included. */
function maxMessageBytes(topology: Topology, topic: string): number {
  return maximumMessageSize(topology.topics[topic]) - DEAD_LETTER_BYTES
}

function withClaim(message: OutgoingMessage, event: Event, data: EventData, bucket: string): OutgoingMessage {
  const claim = claimOf(event, data)
  if (claim.bytes.length > MAX_CLAIM_BYTES) {
    throw new Problem(
      'too-large',
      `The data has ${claim.bytes.length} bytes; at most ${MAX_CLAIM_BYTES} are carried. Put it elsewhere and send a link to it.`,
    )
  }
  return { ...message, body: toEnvelope(claimingEvent(event, bucket, claim)), claim }
}

/** What SNS counts: the body and every attribute's name, type and value. */
export function messageBytes({ body, attributes }: OutgoingMessage): number {
  const counted = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value])
  return [body, ...counted].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** The partition key as a group id: as it is, or hashed where AWS's alphabet or its 128 characters do not hold it. */
export function messageGroup(topology: Topology, topic: string, event: Event): string | undefined {
  const pointer = topology.topics[topic]?.partitionKey
  const declared = pointer === undefined ? undefined : valueAt(dataValue(event), pointer)
  const key = event.attributes.partitionkey ?? asText(declared)
  if (key === undefined) return undefined
  return GROUP_ID.test(key) ? key : digest([key])
}

function messageAttributes(topology: Topology, topic: string, event: Event): Record<string, string> {
  const { type, source, subject } = event.attributes
  const declared = topology.topics[topic]?.attributes ?? {}
  const data = Object.keys(declared).length > 0 ? dataValue(event) : undefined
  const values = Object.entries(declared).map(
    ([name, pointer]) => [name, asText(valueAt(data, pointer))] as const,
  )
  const all = [['type', type], ['source', source], ['subject', subject], ...values] as const
  return Object.fromEntries(all.filter((pair): pair is [string, string] => isAttributeValue(pair[1])))
}

/** SNS refuses an empty value, and SQS characters outside of XML's. */
function isAttributeValue(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value.search(REFUSED_BY_SQS) < 0
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
