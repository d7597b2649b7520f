import { EnvelopeError } from './attribute-rules.ts'
import { isJson, isText, isUtf8, parseContentType } from './content-type.ts'
import type { EventData } from './event.ts'
import { acceptJson } from './event-document.ts'
import { parseJson } from './json-source.ts'

/**
 * The data that bytes of a type are, so that an event is the same whichever mode it was sent in: JSON as its source
 * text, text as text, everything else byte for byte. `pointer` is where the bytes stood.
 * @throws EnvelopeError for what is declared as JSON and is not
 */
export function dataFromBytes(
  pointer: string,
  bytes: Uint8Array,
  contentType: string | undefined,
): EventData {
  if (isJson(contentType)) return { json: jsonFromBytes(pointer, bytes, contentType) }
  const text = contentType !== undefined && isText(contentType) ? textFromBytes(bytes) : undefined
  if (text !== undefined) return { json: JSON.stringify(text) }
  return { base64: Buffer.from(bytes).toString('base64') }
}

function jsonFromBytes(pointer: string, bytes: Uint8Array, contentType = 'application/json'): string {
  if (!isUtf8(parseContentType(contentType)?.charset)) {
    throw new EnvelopeError(
      '/datacontenttype',
      'has a charset other than UTF-8, which JSON always is (RFC 8259)',
    )
  }
  const text = textFromBytes(bytes)?.replace(/^\uFEFF/, '')
  if (text === undefined) throw new EnvelopeError(pointer, 'is not UTF-8 text')
  acceptJson(pointer, () => parseJson(text))
  return text
}

/** Undefined where the bytes are not UTF-8. A byte order mark stays. */
function textFromBytes(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
