import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventFromBinary } from '../../../lib/messaging/publish/event-from-binary.ts'
import { anyAttributeText } from '../support/any-event.ts'

const HEADERS = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' }
const bytes = (text: string) => new TextEncoder().encode(text)
const subjectOf = (header: string) =>
  eventFromBinary({ ...HEADERS, 'ce-subject': header }, bytes('')).attributes.subject

describe('an event in binary mode', () => {
  it.each([
    ['plain', 'plain'],
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['100%25', '100%'],
    ['%2520', '%20'],
    ['a%22b', 'a"b'],
    ['"quoted text"', 'quoted text'],
    ['"with \\" and \\\\"', 'with " and \\'],
    ['"half', '"half'],
    ['a "b"', 'a "b"'],
    ['"a" and "b"', '"a" and "b"'],
  ])('reads the header %s as %s', (header, value) => {
    expect(subjectOf(header)).toBe(value)
  })

  it('reads back what a sender percent-encodes', () => {
    fc.assert(
      fc.property(anyAttributeText, (text) => {
        expect(subjectOf(encodeURIComponent(text))).toBe(text)
      }),
    )
  })

  it.each(['%', '%zz', '%E2%82', '%00', '%EF%BF%BE'])('rejects the header %s', (header) => {
    expect(() => subjectOf(header)).toThrow(expect.objectContaining({ pointer: '/subject' }))
  })

  it('keeps JSON text as it was written, without a byte order mark', () => {
    const headers = { ...HEADERS, 'content-type': 'application/vnd.x+json; charset=utf-8' }
    expect(eventFromBinary(headers, bytes('\uFEFF{"n": 1.0}')).data).toEqual({ json: '{"n": 1.0}' })
  })

  it('keeps a byte order mark that does not begin the JSON, and any in other text', () => {
    const inside = eventFromBinary(HEADERS, bytes('{"a":"\uFEFF"}'))
    expect(inside.data).toEqual({ json: '{"a":"\uFEFF"}' })
    const text = eventFromBinary({ ...HEADERS, 'content-type': 'text/plain' }, bytes('\uFEFFa'))
    expect(text.data).toEqual({ json: '"\uFEFFa"' })
  })

  it.each([
    ['bytes that say that they are text', 'text/plain', Uint8Array.of(0xff), { base64: '/w==' }],
    ['text in another charset', 'text/plain; charset=latin1', bytes('a'), { base64: 'YQ==' }],
    ['XML as text', 'application/xml', bytes('<a/>'), { json: '"<a/>"' }],
    ['what is only named like XML', 'application/xml-dtd', bytes('a'), { base64: 'YQ==' }],
    ['what is only named like text', 'x-text/plain', bytes('a'), { base64: 'YQ==' }],
  ])('takes %s for what it is', (_name, type, body, data) => {
    expect(eventFromBinary({ ...HEADERS, 'content-type': type }, body).data).toEqual(data)
  })

  it.each([
    [
      'in another charset',
      'application/json; charset=utf-16',
      bytes('{}'),
      {
        pointer: '/datacontenttype',
        reason: 'has a charset other than UTF-8, which JSON always is (RFC 8259)',
      },
    ],
    [
      'that is no text',
      'application/json',
      Uint8Array.of(0xff),
      { pointer: '/data', reason: 'is not UTF-8 text' },
    ],
  ])('says of JSON %s what is wrong', (_name, type, body, refusal) => {
    const read = () => eventFromBinary({ ...HEADERS, 'content-type': type }, body)
    expect(read).toThrow(expect.objectContaining(refusal))
  })

  it('keeps the bytes of anything else', () => {
    const event = eventFromBinary({ ...HEADERS, 'content-type': 'image/png' }, Uint8Array.of(0, 255))
    expect(event).toEqual({
      attributes: { id: '1', source: '/s', type: 't', datacontenttype: 'image/png' },
      data: { base64: 'AP8=' },
    })
  })

  it('has no data where the body is empty', () => {
    expect(eventFromBinary(HEADERS, bytes(''))).toEqual({ attributes: { id: '1', source: '/s', type: 't' } })
  })

  it.each([
    ['another version', { 'ce-specversion': '0.3' }, '/specversion'],
    ['an empty id', { 'ce-id': '' }, '/id'],
    ['data as a header, which would be read as the data of the event', { 'ce-data': 'x' }, '/data'],
    ['a name that is no attribute', { 'ce-a_b': 'x' }, '/a_b'],
    ['its content type under another name', { 'ce-datacontenttype': 'text/plain' }, '/datacontenttype'],
    ['characters that are not encoded', { 'ce-subject': 'ü' }, '/subject'],
    ['some of them that are not', { 'ce-subject': 'aüa' }, '/subject'],
  ])('rejects %s', (_name, headers, pointer) => {
    expect(() => eventFromBinary({ ...HEADERS, ...headers }, bytes(''))).toThrow(
      expect.objectContaining({ name: 'EnvelopeError', pointer }),
    )
  })

  it('rejects a missing attribute by the name of its header', () => {
    const { 'ce-source': _source, ...headers } = HEADERS
    const refusal = { pointer: '/source', reason: 'is required: send the header ce-source' }
    expect(() => eventFromBinary(headers, bytes(''))).toThrow(expect.objectContaining(refusal))
  })

  it.each([
    [{ 'ce-specversion': '0.3' }, "is '0.3': send the header ce-specversion: 1.0"],
    [{ 'ce-datacontenttype': 'text/plain' }, 'is given as ce-datacontenttype: send Content-Type instead'],
    [{ 'ce-subject': '%' }, 'is not percent-encoded UTF-8'],
    [{ 'ce-subject': 'ü' }, 'is not percent-encoded UTF-8'],
  ])('says of %j what to do', (headers, reason) => {
    const refusal = expect.objectContaining({ reason })
    expect(() => eventFromBinary({ ...HEADERS, ...headers }, bytes(''))).toThrow(refusal)
  })

  it.each([
    ['that is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['that is not JSON', bytes('{')],
    ['that reaches for a prototype', bytes('{"__proto__":{}}')],
  ])('rejects a JSON body %s', (_name, body) => {
    expect(() => eventFromBinary(HEADERS, body)).toThrow(expect.objectContaining({ pointer: '/data' }))
  })
})
