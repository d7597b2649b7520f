import { checkAttribute, EnvelopeError } from '../attribute-rules.ts'
import { type Event, type EventAttributes, type EventData, isJsonContentType } from '../event.ts'
import { parseJson } from '../json-source.ts'

/**
 * Binary mode: attributes as `ce-` headers, percent-encoded; the body is the data, its bytes kept.
 * @throws EnvelopeError, or SyntaxError for a JSON body that is not JSON
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function eventFromBinary(headers: Readonly<Record<string, string>>, body: Uint8Array): Event {
  if (headers['ce-specversion'] !== '1.0') {
    throw new EnvelopeError('/specversion', `is '${headers['ce-specversion']}'; only '1.0' is supported`)
  }
  const named = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-') && name !== 'ce-specversion')
    .map(([name, value]) => [name.slice(3), decode(name.slice(3), value)] as const)
  const contentType = headers['content-type']
  const attributes = Object.fromEntries([
    ...named,
    ...(contentType === undefined ? [] : [['datacontenttype', contentType] as const]),
  ]) as unknown as EventAttributes
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value)
  for (const name of ['id', 'source', 'type']) {
    if (!attributes[name]) throw new EnvelopeError(`/${name}`, `is required: send the header ce-${name}`)
  }
  return body.length === 0 ? { attributes } : { attributes, data: bodyData(contentType, body) }
}

function bodyData(contentType: string | undefined, body: Uint8Array): EventData {
  if (!isJsonContentType(contentType)) return { base64: Buffer.from(body).toString('base64') }
  let json: string
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    throw new EnvelopeError('', 'is not UTF-8 text')
  }
  parseJson(json)
  return { json }
}

/** A quoted-string of RFC 9110 without its quotes and escapes; anything else as it is. */
function unquote(value: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}

function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(unquote(value))
  } catch {
    throw new EnvelopeError(`/${name}`, 'is not percent-encoded UTF-8')
  }
}
