import { EnvelopeError } from '../attribute-rules.ts'
import { type ContentType, isUtf8, parseContentType } from '../content-type.ts'
import { fromEnvelope } from '../envelope.ts'
import type { Event } from '../event.ts'
import type { HttpRequest } from '../http.ts'
import { BATCH_LIMITS, checkJsonLimits } from '../json-limits.ts'
import { jsonMembers } from '../json-source.ts'
import { quote } from '../printable.ts'
import { Problem } from '../problem.ts'
import type { EventDraft } from './complete-event.ts'
import { eventFromBinary } from './event-from-binary.ts'
import { eventFromPlain } from './event-from-plain.ts'

/** What API Gateway lets through to Lambda once the body is base64. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024
const MAX_EVENTS = 1_000

/** The events of a request, or for each that cannot be read the problem with it, in the order of the request. */
export interface ParsedRequest {
  readonly isBatch: boolean
  readonly entries: readonly (Event | EventDraft | Problem)[]
}

/**
 * Reads one event or many, told apart by Content-Type.
 * @throws Problem when the request as a whole cannot be read
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function parseRequest(request: HttpRequest): ParsedRequest {
  if (request.body.length > MAX_REQUEST_BYTES) {
    throw new Problem(
      'too-large',
      `The body has ${request.body.length} bytes; at most ${MAX_REQUEST_BYTES} are accepted. Send it in parts.`,
    )
  }
  const { 'content-type': written = '', ...headers } = request.headers
  const contentType = parseContentType(written)
  switch (contentType?.mediaType) {
    case 'application/cloudevents+json':
      return { isBatch: false, entries: [strict(() => fromEnvelope(bodyText(request, contentType)))] }
    case 'application/cloudevents-batch+json':
      return { isBatch: true, entries: parseBatch(bodyText(request, contentType), fromEnvelope) }
  }
  const isOtherFormat = /^application\/cloudevents/i.test(written)
  if (!isOtherFormat && Object.keys(headers).some((name) => name.startsWith('ce-'))) {
    return { isBatch: false, entries: [strict(() => eventFromBinary(request.headers, request.body))] }
  }
  if (contentType?.mediaType === 'application/json') return parsePlain(bodyText(request, contentType))
  throw unsupported(`The content type is ${quote(written)}.`)
}

function parsePlain(text: string): ParsedRequest {
  return /^[ \t\r\n]*\[/.test(text)
    ? { isBatch: true, entries: parseBatch(text, eventFromPlain) }
    : { isBatch: false, entries: [strict(() => eventFromPlain(text))] }
}

function unsupported(detail: string): Problem {
  const advice =
    'Send application/cloudevents+json, application/cloudevents-batch+json, application/json with type and data (one object, or an array of them), or any other type with ce- headers.'
  return new Problem('unsupported-content-type', `${detail} ${advice}`)
}

function parseBatch<T>(text: string, parse: (source: string) => T): (T | Problem)[] {
  const document = strict(() => readBatch(text))
  if (!Array.isArray(document))
    throw new Problem('malformed-request', 'A batch must be a JSON array of events.')
  if (document.length > MAX_EVENTS) {
    throw new Problem(
      'too-large',
      `The batch has ${document.length} events; at most ${MAX_EVENTS} are accepted. Send it in parts.`,
    )
  }
  return jsonMembers(text).map(({ source }) => {
    try {
      return parse(source)
    } catch (error) {
      return asProblem(error)
    }
  })
}

/** What an event holds is refused with that event alone. */
function readBatch(text: string): unknown {
  checkJsonLimits(text, BATCH_LIMITS)
  return JSON.parse(text)
}

/** Turns what the readers of events throw into problems. */
function strict<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw asProblem(error)
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof EnvelopeError) {
    return error.pointer === ''
      ? new Problem('malformed-request', error.message, [], { cause: error })
      : new Problem('invalid-event', error.message, [{ pointer: error.pointer, detail: error.reason }], {
          cause: error,
        })
  }
  if (error instanceof SyntaxError) {
    return new Problem(
      'malformed-request',
      `The body is not JSON that can be accepted: ${error.message}.`,
      [],
      { cause: error },
    )
  }
  throw error
}

function bodyText(request: HttpRequest, { charset }: ContentType): string {
  if (!isUtf8(charset)) throw unsupported(`The charset is ${quote(charset)}; JSON is UTF-8 (RFC 8259).`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(request.body)
  } catch (cause) {
    throw new Problem('malformed-request', 'The body is not UTF-8 text.', [], { cause })
  }
}
