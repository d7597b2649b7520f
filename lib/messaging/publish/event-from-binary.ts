import { checkAttributes, EnvelopeError } from '../attribute-rules.ts'
import { dataFromBytes } from '../data-from-bytes.ts'
import type { Event } from '../event.ts'
import { quote } from '../printable.ts'

/**
 * Binary mode: attributes as `ce-` headers, percent-encoded, all of them strings; the body is the data.
 * @throws EnvelopeError
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function eventFromBinary(headers: Readonly<Record<string, string>>, body: Uint8Array): Event {
  const { specversion, datacontenttype, ...named } = namedAttributes(headers)
  if (specversion !== '1.0') {
    throw new EnvelopeError('/specversion', `is ${quote(specversion)}: send the header ce-specversion: 1.0`)
  }
  if (datacontenttype !== undefined) {
    throw new EnvelopeError('/datacontenttype', 'is given as ce-datacontenttype: send Content-Type instead')
  }
  const contentType = headers['content-type']
  const attributes = contentType === undefined ? named : { ...named, datacontenttype: contentType }
  checkAttributes(attributes)
  for (const name of ['id', 'source', 'type']) {
    if (!attributes[name]) throw new EnvelopeError(`/${name}`, `is required: send the header ce-${name}`)
  }
  return body.length === 0 ? { attributes } : { attributes, data: dataFromBytes('/data', body, contentType) }
}

function namedAttributes(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith('ce-'))
  return Object.fromEntries(named.map(([name, value]) => [name.slice(3), decode(name.slice(3), value)]))
}

/** A quoted-string of RFC 9110 without its quotes and escapes; anything else as it is. */
function unquote(value: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}

function decode(name: string, value: string): string {
  // Whoever sends other characters means UTF-8 or Latin-1, and nobody on the way can tell which.
  if (!/^[\x20-\x7e]*$/.test(value)) throw new EnvelopeError(`/${name}`, NOT_ENCODED)
  try {
    return decodeURIComponent(unquote(value))
  } catch {
    throw new EnvelopeError(`/${name}`, NOT_ENCODED)
  }
}

const NOT_ENCODED = 'is not percent-encoded UTF-8'
