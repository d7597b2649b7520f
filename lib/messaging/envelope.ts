import { checkAttributes, checkBase64, EnvelopeError } from './attribute-rules.ts'
import { dataFromBytes } from './data-from-bytes.ts'
import type { Event, EventData } from './event.ts'
import { dataMember, readEventDocument } from './event-document.ts'
import { quote } from './printable.ts'
import { REFUSED_BY_SQS } from './sqs-characters.ts'

/**
 * An event as structured-mode CloudEvents JSON, with its data as the producer wrote it. The same text is the SNS
 * message and, by raw delivery, the SQS body.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html for the characters
 */
export function toEnvelope(event: Event): string {
  const attributes = Object.entries(event.attributes).filter(([, value]) => value !== undefined)
  const head = JSON.stringify({ specversion: '1.0', ...Object.fromEntries(attributes) })
  return `${head.slice(0, -1)}${writeData(event)}}`.replace(
    REFUSED_BY_SQS,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  )
}

function writeData({ data }: Event): string {
  if (!data) return ''
  return 'json' in data ? `,"data":${data.json}` : `,"data_base64":${JSON.stringify(data.base64)}`
}

/**
 * Reads a structured-mode CloudEvents document. Members that it does not know are extensions and are kept.
 * @throws EnvelopeError that says what is wrong and where
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function fromEnvelope(text: string): Event {
  const { members, data } = readEventDocument(text)
  const { specversion, data_base64: base64, ...attributes } = members
  if (specversion !== '1.0') {
    throw new EnvelopeError('/specversion', `is ${quote(specversion)}; only '1.0' is supported`)
  }
  if (data !== undefined && base64 !== undefined) {
    throw new EnvelopeError('/data_base64', 'stands beside data; an event has one of the two')
  }
  checkAttributes(attributes)
  for (const name of ['id', 'source', 'type']) {
    if (!attributes[name]) throw new EnvelopeError(`/${name}`, 'is required and must not be empty')
  }
  const { datacontenttype } = attributes
  if (data !== undefined) return { attributes, data: dataMember(datacontenttype, data) }
  return base64 === undefined ? { attributes } : { attributes, data: bytesMember(datacontenttype, base64) }
}

/** Without a `datacontenttype` nobody said that the bytes are JSON, so they stay bytes. */
function bytesMember(contentType = 'application/octet-stream', base64: unknown): EventData {
  return dataFromBytes('/data_base64', Buffer.from(checkBase64(base64), 'base64'), contentType)
}
