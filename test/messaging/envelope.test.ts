import { CloudEvent, type CloudEventV1, HTTP } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEnvelope, toEnvelope } from '../../lib/messaging/envelope.ts'
import { dataValue, type Event } from '../../lib/messaging/event.ts'
import { REFUSED_BY_SQS } from '../../lib/messaging/sqs-characters.ts'
import { AN_EVENT, anyAttributeText, anyEvent } from './support/any-event.ts'

const document = (more: object) =>
  JSON.stringify({ specversion: '1.0', id: '1', source: '/s', type: 't', ...more })
const structured = (body: string) => ({
  headers: { 'content-type': 'application/cloudevents+json' },
  body,
})
const parsedBySdk = (body: string) => HTTP.toEvent(structured(body)) as CloudEventV1<unknown>

/** As SQS carries it: whatever SQS would refuse is escaped, which JSON reads as the same. */
const escaped = (text: string) =>
  text.replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`)

describe('an envelope', () => {
  it('gives back the very event, with its data as the producer wrote it', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { data } = event
        const expected = data && 'json' in data ? { ...event, data: { json: escaped(data.json) } } : event
        expect(fromEnvelope(toEnvelope(event))).toEqual(expected)
      }),
    )
  })

  it('has no character that SQS refuses', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(toEnvelope(event).search(REFUSED_BY_SQS)).toBe(-1)
      }),
    )
  })

  it('keeps the value of data whatever is escaped on the way', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(dataValue(fromEnvelope(toEnvelope(event)))).toEqual(dataValue(event))
      }),
    )
  })

  it.each(['9007199254740993', '1.0', '-0', '1E400', '{"n":12345678901234567890.10}'])(
    'keeps the text of the number %s',
    (json) => {
      expect(fromEnvelope(toEnvelope({ ...AN_EVENT, data: { json } })).data).toEqual({ json })
    },
  )

  it('leaves characters beyond the basic plane as they are and escapes a half of one', () => {
    const text = toEnvelope({ ...AN_EVENT, data: { json: '"😀\uD83D\uFFFE\uFFFF"' } })
    expect(text).toContain('"😀\\ud83d\\ufffe\\uffff"')
  })

  it('carries bytes as data_base64', () => {
    const event: Event = { ...AN_EVENT, data: { base64: 'AP8=' } }
    expect(JSON.parse(toEnvelope(event))).toMatchObject({ data_base64: 'AP8=' })
    expect(dataValue(fromEnvelope(toEnvelope(event)))).toEqual(Uint8Array.of(0, 255))
  })

  it('reads bytes as their type says', () => {
    const read = (datacontenttype: string, bytes: Buffer) =>
      fromEnvelope(document({ datacontenttype, data_base64: bytes.toString('base64') })).data
    expect(read('application/json', Buffer.from('{"n": 1.0}'))).toEqual({ json: '{"n": 1.0}' })
    expect(read('text/csv', Buffer.from('a,"é"'))).toEqual({ json: '"a,\\"é\\""' })
    expect(read('text/csv; charset=latin1', Buffer.from('a'))).toEqual({ base64: 'YQ==' })
    expect(read('text/csv', Buffer.from([0xff]))).toEqual({ base64: '/w==' })
  })

  it('takes null data as data, and a null attribute as absent', () => {
    expect(fromEnvelope(document({ data: null, subject: null }))).toEqual({
      attributes: { id: '1', source: '/s', type: 't' },
      data: { json: 'null' },
    })
  })
})

describe('the CloudEvents SDK', () => {
  it('reads our envelopes as the same event', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const theirs = parsedBySdk(toEnvelope(event))
        for (const [name, value] of Object.entries(event.attributes)) {
          expect(theirs[name]).toEqual(name === 'time' ? new Date(String(value)).toISOString() : value)
        }
        if (event.data && 'base64' in event.data) expect(theirs.data_base64 ?? '').toBe(event.data.base64)
        // The SDK drops data that is false, 0, '' or null, and data_base64 without bytes.
        if (event.data && 'json' in event.data && dataValue(event))
          expect(theirs.data).toEqual(dataValue(event))
      }),
      { numRuns: 200 },
    )
  })

  it('writes events that are read here as the same', () => {
    const anyJson = fc
      .jsonValue({ stringUnit: 'binary' })
      .filter((data) => Boolean(data) && !JSON.stringify(data).includes('__proto__'))
    fc.assert(
      fc.property(anyAttributeText, anyAttributeText, anyJson, (id, subject, data) => {
        const theirs = new CloudEvent({ id, source: '/s', type: 't', subject, data, xflag: 'yes' })
        const ours = fromEnvelope(String(HTTP.structured(theirs).body))
        expect(ours.attributes).toEqual({
          id,
          source: '/s',
          type: 't',
          subject,
          xflag: 'yes',
          time: theirs.time,
        })
        expect(dataValue(ours)).toEqual(JSON.parse(JSON.stringify(data)))
      }),
      { numRuns: 200 },
    )
  })

  it('writes bytes that are read here as the same', () => {
    const data = Uint8Array.of(0, 1, 254, 255)
    const theirs = new CloudEvent({ id: '1', source: '/s', type: 't', datacontenttype: 'image/png', data })
    const ours = fromEnvelope(String(HTTP.structured(theirs).body))
    expect(dataValue(ours)).toEqual(data)
  })
})

describe('reading an envelope', () => {
  it.each([
    ['text that is not JSON', '{"id":', ''],
    ['a byte order mark', `\uFEFF${document({ data: 1 })}`, ''],
    ['an array', '[]', ''],
    ['null', 'null', ''],
    ['another version', document({ specversion: '0.3' }), '/specversion'],
    ['no version', '{"id":"1"}', '/specversion'],
    ['data beside data_base64', document({ data: 1, data_base64: 'AAAA' }), '/data_base64'],
    ['base64 that is not', document({ data_base64: 'A' }), '/data_base64'],
    ['base64 that is a number', document({ data_base64: 1 }), '/data_base64'],
    ['no id', document({ id: undefined }), '/id'],
    ['a null source', document({ source: null }), '/source'],
    ['an empty type', document({ type: '' }), '/type'],
    ['an id that is a number', document({ id: 1 }), '/id'],
    ['an object as an extension', document({ ext: {} }), '/ext'],
    ['a name with a capital', document({ Ext: 'x' }), '/Ext'],
    ['data twice', document({ data: 1 }).replace(/}$/, ',"d\\u0061ta":2}'), '/data'],
    ['an attribute twice', document({ ext: 'x' }).replace(/}$/, ',"ext":"y"}'), '/ext'],
    ['an integer with a fraction', document({}).replace(/}$/, ',"ext":1.0}'), '/ext'],
    ['an integer with an exponent', document({}).replace(/}$/, ',"ext":1e2}'), '/ext'],
    ['data that is no text and no JSON', document({ datacontenttype: 'text/plain', data: {} }), '/data'],
    [
      'base64 that is declared as JSON and is not',
      document({ datacontenttype: 'text/json', data_base64: 'AAAA' }),
      '/data_base64',
    ],
    ['a prototype in an attribute position', '{"specversion":"1.0","__proto__":{"a":1}}', ''],
    ['a prototype within data', document({}).replace(/}$/, ',"data":{"a":[{"__proto__":{"x":1}}]}}'), ''],
    ['an escaped prototype', document({}).replace(/}$/, ',"data":{"\\u005f_proto__":{"x":1}}}'), ''],
    ['a constructor with a prototype', document({ data: { constructor: { prototype: { x: 1 } } } }), ''],
  ])('rejects %s', (_name, text, pointer) => {
    expect(() => fromEnvelope(text)).toThrow(expect.objectContaining({ name: 'EnvelopeError', pointer }))
    expect(Object.getPrototypeOf({})).not.toHaveProperty('x')
  })

  it('rejects any other text with an EnvelopeError only', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((data) => document({ data })),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          fromEnvelope(text)
        } catch (error) {
          expect(error).toHaveProperty('name', 'EnvelopeError')
        }
      }),
    )
  })
})
