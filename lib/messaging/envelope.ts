import { checkAttribute, checkBase64, EnvelopeError, show } from './attribute-rules.ts'
import type { Event, EventAttributes } from './event.ts'
import { jsonMembers, parseJson } from './json-source.ts'
import { REFUSED_BY_SQS } from './sqs-characters.ts'

/**
 * An event as structured-mode CloudEvents JSON, with its data as the producer wrote it. The same text is the SNS
 * message and, by raw delivery, the SQS body.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html for the characters
 */
export function toEnvelope(event: Event): string {
  const attributes = Object.entries(event.attributes).filter(([, value]) => value !== undefined)
  const head = JSON.stringify({ specversion: '1.0', ...Object.fromEntries(attributes) })
  return `${head.slice(0, -1)}${dataMember(event)}}`.replace(
    REFUSED_BY_SQS,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  )
}

function dataMember({ data }: Event): string {
  if (!data) return ''
  return 'json' in data ? `,"data":${data.json}` : `,"data_base64":${JSON.stringify(data.base64)}`
}

/**
 * Reads a structured-mode CloudEvents document. Members that it does not know are extensions and are kept.
 * @throws EnvelopeError that says what is wrong and where
 */
export function fromEnvelope(text: string): Event {
  const document = parseObject(text)
  if (document['specversion'] !== '1.0') {
    throw new EnvelopeError('/specversion', `is ${show(document['specversion'])}; only '1.0' is supported`)
  }
  if ('data' in document && 'data_base64' in document) {
    throw new EnvelopeError('/data_base64', 'stands beside data; an event has one of the two')
  }
  const { specversion: _specversion, data: _data, data_base64: base64, ...rest } = document
  const attributes = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== null),
  ) as unknown as EventAttributes
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value)
  for (const name of ['id', 'source', 'type']) {
    if (!attributes[name]) throw new EnvelopeError(`/${name}`, 'is required and must not be empty')
  }
  if (base64 !== undefined && base64 !== null) return { attributes, data: { base64: checkBase64(base64) } }
  const json = 'data' in document ? memberSource(text, 'data') : undefined
  return json === undefined ? { attributes } : { attributes, data: { json } }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let document: unknown
  try {
    document = parseJson(text)
  } catch (error) {
    throw new EnvelopeError('', `is not JSON that can be accepted (${(error as Error).message})`)
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new EnvelopeError('', 'must be a JSON object')
  }
  return document as Record<string, unknown>
}

/** The last one counts, as it does for JSON.parse. */
function memberSource(text: string, key: string): string | undefined {
  return jsonMembers(text).findLast((member) => member.key === key)?.source
}
