import { EnvelopeError } from './attribute-rules.ts'
import { isJson } from './content-type.ts'
import type { EventData } from './event.ts'
import { checkJsonLimits, DATA_LIMITS, EVENT_LIMITS } from './json-limits.ts'
import { pointerTo } from './json-pointer.ts'
import { jsonMembers, parseJson } from './json-source.ts'

/** A JSON object that stands for an event, before the rules for attributes. */
export interface EventDocument {
  /** All but `data`. One that is null is as good as absent. */
  readonly members: Readonly<Record<string, unknown>>
  /** The source text of `data`. */
  readonly data: string | undefined
}

/** Somewhat more than the endpoint lets in, so that there is room for what the bus adds. */
const MAX_MEMBERS = 300

/**
 * Takes an event apart as it was written.
 * @throws EnvelopeError that says what is wrong and where
 */
export function readEventDocument(text: string): EventDocument {
  const document = parseObject(text)
  const { length } = Object.keys(document)
  if (length > MAX_MEMBERS)
    throw new EnvelopeError('', `has ${length} members; at most ${MAX_MEMBERS} are read`)
  const sources = new Map<string, string>()
  for (const { key = '', source } of jsonMembers(text)) {
    const pointer = pointerTo([key])
    if (sources.has(key)) throw new EnvelopeError(pointer, 'is there more than once')
    sources.set(key, source)
    if (key !== 'data' && typeof document[key] === 'number' && !/^-?\d+$/.test(source)) {
      throw new EnvelopeError(pointer, 'is a number with a fraction or an exponent; write an integer')
    }
  }
  const members = Object.entries(document).filter(([name, value]) => name !== 'data' && value !== null)
  const data = sources.get('data')
  if (data !== undefined) acceptJson('/data', () => checkJsonLimits(data, DATA_LIMITS))
  return { members: Object.fromEntries(members), data }
}

/**
 * The `data` member as the data of an event: any JSON value, or a string where `datacontenttype` says other than JSON.
 * @throws EnvelopeError
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#312-payload-deserialization
 */
export function dataMember(contentType: string | undefined, source: string): EventData {
  if (!isJson(contentType) && !source.startsWith('"')) {
    throw new EnvelopeError('/data', `is not a string, though datacontenttype says that it is not JSON`)
  }
  return { json: source }
}

/** Turns what the readers of JSON throw into an error of the member that they read. */
export function acceptJson<T>(pointer: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new EnvelopeError(pointer, `is not JSON that can be accepted (${(error as Error).message})`)
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const document = acceptJson('', () => parseJson(text, EVENT_LIMITS))
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new EnvelopeError('', 'must be a JSON object')
  }
  return document as Record<string, unknown>
}
