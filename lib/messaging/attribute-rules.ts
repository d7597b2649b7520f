import { parseContentType } from './content-type.ts'
import type { AttributeValue, EventAttributes } from './event.ts'
import { pointerTo } from './json-pointer.ts'
import { quote } from './printable.ts'
import { isTimestamp } from './timestamp.ts'
import { isUri, isUriReference } from './uri.ts'

/** A document is not a CloudEvent. `pointer` names the member that is to blame. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
  readonly pointer: string
  readonly reason: string

  constructor(pointer: string, reason: string) {
    super(`${pointer === '' ? 'The document' : pointer} ${reason}.`)
    this.pointer = pointer
    this.reason = reason
  }
}

const STRINGS = ['id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'partitionkey']
const ATTRIBUTE_NAME = /^[a-z0-9]{1,255}$/
/** Of the CloudEvents type system: no controls, no non-characters. */
const FORBIDDEN = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u
const MAX_INTEGER = 2_147_483_647
/** What the specification says of an attribute beyond its type. */
const FORMATS: Readonly<Record<string, readonly [isValid: (text: string) => boolean, rule: string]>> = {
  source: [isUriReference, 'write a URI or the path of one, like /shop/orders (RFC 3986)'],
  dataschema: [isUri, 'write a URI with its scheme, like https://example.com/order.json (RFC 3986)'],
  time: [isTimestamp, 'write a time like 2026-01-31T12:00:00Z (RFC 3339)'],
  datacontenttype: [
    (text) => parseContentType(text) !== undefined,
    'write a media type like application/json (RFC 2046)',
  ],
}

/**
 * The attribute rules of CloudEvents 1.0, for all attributes of an event but `specversion`.
 * @throws EnvelopeError
 */
export function checkAttributes(
  attributes: Readonly<Record<string, unknown>>,
): asserts attributes is EventAttributes {
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value)
}

/** One attribute. @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system */
export function checkAttribute(name: string, value: unknown): asserts value is AttributeValue {
  const pointer = pointerTo([name])
  if (name === 'data') throw new EnvelopeError(pointer, 'is not an attribute; data is what the event carries')
  if (!ATTRIBUTE_NAME.test(name)) {
    throw new EnvelopeError(pointer, 'is not an attribute name; use lower-case letters and digits only')
  }
  if (typeof value === 'boolean' && !STRINGS.includes(name)) return
  if (typeof value === 'number' && !STRINGS.includes(name)) {
    if (Number.isInteger(value) && value >= -MAX_INTEGER - 1 && value <= MAX_INTEGER) return
    throw new EnvelopeError(pointer, `is ${value}; a number must be a 32-bit integer`)
  }
  if (typeof value !== 'string') throw new EnvelopeError(pointer, `is ${quote(value)}; it must be a string`)
  if (FORBIDDEN.test(value)) throw new EnvelopeError(pointer, 'contains a control or non-character')
  if (value === '') throw new EnvelopeError(pointer, 'must not be empty')
  const [isValid, rule] = (Object.hasOwn(FORMATS, name) && FORMATS[name]) || []
  if (isValid?.(value) === false) throw new EnvelopeError(pointer, `is ${quote(value)}; ${rule}`)
}

/** @throws EnvelopeError */
export function checkBase64(value: unknown): string {
  if (
    typeof value === 'string' &&
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
  )
    return value
  throw new EnvelopeError('/data_base64', 'is not base64')
}
