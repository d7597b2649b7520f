import fc from 'fast-check'
import type { Event, EventAttributes, EventData } from '../../../lib/messaging/event.ts'

/** Text that an attribute may hold: anything but controls, surrogates and non-characters. */
export const anyAttributeText = fc
  .string({ unit: 'grapheme-composite', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(text))

const anyString = fc.string({ unit: 'binary', maxLength: 12 })
const anyLoneSurrogate = fc.constantFrom('\uD800', '\uDFFF', '\uFFFE', '\uFFFF', 'a\uDC00b', '\u{10FFFF}')
/** Numbers as JSON may write them and JavaScript would not. */
export const anyNumberText = fc.oneof(
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.constantFrom('1.0', '-0', '0.10', '1E400', '1e-7', '9007199254740993', '123456789012345678901234567890'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
)
const anySpace = fc.constantFrom('', '', ' ', '\n', '\t', ' \r\n ')

/** JSON source text with everything that re-writing would change: number texts, space, escapes, order, repeats. */
export const anyJsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => {
  const quoted = fc.oneof(anyString, anyLoneSurrogate).map((text) => JSON.stringify(text))
  const raw = fc.oneof(anyLoneSurrogate, fc.constant('\u007F\u2028')).map((text) => `"${text}"`)
  const key = quoted.filter((text) => !/__proto__|constructor/.test(text))
  const member = fc.tuple(anySpace, key, anySpace, tie('value'))
  return {
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('null', 'true', 'false'),
      anyNumberText,
      quoted,
      raw,
      fc
        .array(fc.tuple(anySpace, tie('value')), { maxLength: 4 })
        .map((items) => `[${items.map(([space, value]) => `${space}${value}${space}`).join(',')}]`),
      fc
        .array(member, { maxLength: 4 })
        .map(
          (members) =>
            `{${members.map(([a, name, b, value]) => `${a}${name}${b}:${b}${value}${a}`).join(',')}}`,
        ),
    ),
  }
}).value

/** Data with a content type that declares it, or none. Bytes are such as no text is. */
const anyTypedData = fc.oneof(
  fc.record({
    data: anyJsonText.map((json): EventData => ({ json })),
    datacontenttype: fc.constantFrom(undefined, 'application/json', 'application/vnd.x+json; charset=UTF-8'),
  }),
  fc.record({
    data: fc.string({ unit: 'grapheme' }).map((text): EventData => ({ json: JSON.stringify(text) })),
    datacontenttype: fc.constantFrom('text/plain', 'application/xml', 'application/yaml; charset="utf-8"'),
  }),
  fc.record({
    data: fc
      .uint8Array({ maxLength: 40 })
      .map((bytes): EventData => ({ base64: Buffer.from([0xff, ...bytes]).toString('base64') })),
    datacontenttype: fc.constantFrom('image/png', 'avro/binary', 'application/x-protobuf', 'text/plain'),
  }),
  fc.constant({ data: undefined, datacontenttype: undefined }),
)

/** What a source may be made of. */
const anySource = fc
  .oneof(fc.webUrl({ withFragments: true }), fc.stringMatching(/^\/[a-z0-9/._~!$&'()*+,;=:@%-]{0,9}$/))
  .filter((text) => !/%(?![0-9a-fA-F]{2})/.test(text) && !text.startsWith('//'))

const anyExtensions = fc.dictionary(
  fc.stringMatching(/^x[a-z0-9]{1,12}$/),
  fc.oneof(anyAttributeText, fc.boolean(), fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
  { maxKeys: 3 },
)

const anyTime = fc
  .date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

const anyAttributes = fc
  .tuple(
    fc.record({ id: anyAttributeText, source: anySource, type: anyAttributeText }),
    fc.record(
      { subject: anyAttributeText, time: anyTime, partitionkey: anyAttributeText },
      { requiredKeys: [] },
    ),
    anyExtensions,
  )
  .map(([required, optional, extensions]) => ({ ...extensions, ...optional, ...required }) as EventAttributes)

/** Any event that CloudEvents allows, with data as any producer may write it. */
export const anyEvent: fc.Arbitrary<Event> = fc
  .tuple(anyAttributes, anyTypedData)
  .map(([rest, { data, datacontenttype }]) => {
    const attributes = datacontenttype === undefined ? rest : { ...rest, datacontenttype }
    return data ? { attributes, data } : { attributes }
  })

/** Without raw halves of surrogate pairs, which UTF-8 has no bytes for. */
export const anySendableEvent = anyEvent.filter(
  ({ data }) => !data || 'base64' in data || data.json.isWellFormed(),
)

export const AN_EVENT: Event = {
  attributes: { id: 'e-1', source: '/shop', type: 'order.placed' },
  data: { json: '{"orderId":"o-1","total":12.50}' },
}
