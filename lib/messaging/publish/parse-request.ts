import { EnvelopeError } from '../attribute-rules.ts'
import { fromEnvelope } from '../envelope.ts'
import type { HttpRequest } from '../http.ts'
import { jsonMembers, parseJson } from '../json-source.ts'
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
  readonly entries: readonly (EventDraft | Problem)[]
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
  switch (mediaType(request)) {
    case 'application/cloudevents+json':
      return { isBatch: false, entries: [strict(() => fromEnvelope(bodyText(request)))] }
    case 'application/cloudevents-batch+json':
      return { isBatch: true, entries: parseBatch(bodyText(request), fromEnvelope) }
    default:
      return parseOther(request)
  }
}

function parseOther(request: HttpRequest): ParsedRequest {
  if ('ce-specversion' in request.headers) {
    return { isBatch: false, entries: [strict(() => eventFromBinary(request.headers, request.body))] }
  }
  if (mediaType(request) === 'application/json') {
    const text = bodyText(request)
    return /^[ \t\r\n]*\[/.test(text)
      ? { isBatch: true, entries: parseBatch(text, eventFromPlain) }
      : { isBatch: false, entries: [strict(() => eventFromPlain(text))] }
  }
  throw new Problem(
    'unsupported-content-type',
    `The content type is '${request.headers['content-type'] ?? ''}'. Send application/cloudevents+json, application/cloudevents-batch+json, application/json with type and data (one object, or an array of them), or any type with ce- headers.`,
  )
}

function parseBatch(text: string, parse: (source: string) => EventDraft): (EventDraft | Problem)[] {
  const document = strict(() => parseJson(text))
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

function mediaType(request: HttpRequest): string {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function bodyText(request: HttpRequest): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(request.body)
  } catch (cause) {
    throw new Problem('malformed-request', 'The body is not UTF-8 text.', [], { cause })
  }
}
