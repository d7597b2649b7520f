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

const anyBase64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'))

const anyData: fc.Arbitrary<EventData | undefined> = fc.option(
  fc.oneof(
    anyJsonText.map((json) => ({ json })),
    anyBase64.map((base64) => ({ base64 })),
  ),
  { nil: undefined },
)

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
    fc.record({ id: anyAttributeText, source: anyAttributeText, type: anyAttributeText }),
    fc.record(
      { subject: anyAttributeText, time: anyTime, partitionkey: anyAttributeText },
      { requiredKeys: [] },
    ),
    anyExtensions,
  )
  .map(([required, optional, extensions]) => ({ ...extensions, ...optional, ...required }) as EventAttributes)

/** Any event that CloudEvents allows, with data as any producer may write it. */
export const anyEvent: fc.Arbitrary<Event> = fc
  .tuple(anyAttributes, anyData)
  .map(([attributes, data]) => (data ? { attributes, data } : { attributes }))

export const AN_EVENT: Event = {
  attributes: { id: 'e-1', source: '/shop', type: 'order.placed' },
  data: { json: '{"orderId":"o-1","total":12.50}' },
}
