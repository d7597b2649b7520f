import { CloudEvent } from 'cloudevents'
import { binary, bySdk, event, SOURCE, structured, TYPE, written } from './support/requests.ts'
import { type AcceptedRow, accepts, type RefusedRow, refuses, refusesRequest } from './support/rows.ts'

const id = (): string => crypto.randomUUID()

const REQUIRED = ['id', 'source', 'type', 'specversion']
const REQUIRED_CLAUSES: Readonly<Record<string, string>> = Object.fromEntries(
  REQUIRED.map((name) => [name, `spec.md#${name}`]),
)

function without(name: string) {
  const members = event({ [name]: undefined })
  return { headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(members) }
}

function withoutHeader(name: string) {
  const { headers, body } = binary()
  const kept = Object.entries(headers).filter(([header]) => header !== `ce-${name}`)
  return { headers: Object.fromEntries(kept), body }
}

const sources = [
  'https://github.com/cloudevents',
  'mailto:cncf-wg-serverless@lists.cncf.io',
  'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
  '/cloudevents/spec/pull/123',
  '/sensors/tn-1234567/alerts',
  '1-555-123-4567',
]
const times = [
  '2018-04-05T17:31:00Z',
  '2018-04-05t17:31:00.123456789z',
  '2018-04-05T19:31:00+02:00',
  '1990-12-31T23:59:60Z',
]

/** The core specification: which events there are. */
export const accepted: readonly AcceptedRow[] = [
  accepts('spec.md#context-attributes', 'the required attributes are enough', structured(), {
    attributes: { type: TYPE, source: SOURCE, subject: undefined, time: undefined },
  }),
  ...['a', 'x9', '0', 'abcdefghijklmnopqrst', 'descriptiveandnotsoterse'].map((name) =>
    accepts('spec.md#naming-conventions', `an attribute may be called ${name}`, structured({ [name]: 'x' }), {
      attributes: { [name]: 'x' },
    }),
  ),
  accepts(
    'spec.md#naming-conventions',
    'a name of 255 characters is more than the 20 that are recommended, and works',
    structured({ ['n'.repeat(255)]: 'x' }),
    { attributes: { ['n'.repeat(255)]: 'x' } },
  ),
  ...[true, false].map((value) =>
    accepts('spec.md#type-system', `a Boolean may be ${value}`, structured({ ext: value }), {
      attributes: { ext: value },
    }),
  ),
  ...[0, -1, 2_147_483_647, -2_147_483_648].map((value) =>
    accepts('spec.md#type-system', `an Integer may be ${value}`, structured({ ext: value }), {
      attributes: { ext: value },
    }),
  ),
  ...['5', 'true', 'Euro € 😀', '\u00A0\u{10FFFD}', '\uD800\uDEAD', ' ', '"'].map((value) =>
    accepts('spec.md#type-system', `a String may be ${JSON.stringify(value)}`, structured({ ext: value }), {
      attributes: { ext: value },
    }),
  ),
  accepts('spec.md#type-system', 'Binary is a string of base64', structured({ ext: 'AP8=' }), {
    attributes: { ext: 'AP8=' },
  }),
  ...['A234-1234-1234', '1', id(), 'Ä b/c?d=1&e#f%'].map((value) =>
    accepts('spec.md#id', `an id may be ${value}`, structured({ id: value, source: `/ids/${id()}` }), {
      attributes: { id: value },
    }),
  ),
  ...sources.map((source) =>
    accepts('spec.md#source', `a source may be ${source}`, structured({ source }), {
      attributes: { source },
    }),
  ),
  accepts('spec.md#specversion', 'specversion is 1.0, and not repeated to the handler', structured(), {
    attributes: { specversion: undefined },
  }),
  accepts('spec.md#datacontenttype', 'it may be there without data', structured({ datacontenttype: 'a/b' }), {
    attributes: { datacontenttype: 'a/b' },
  }),
  accepts('spec.md#datacontenttype', 'without it data is JSON', structured({ data: { a: [1] } }), {
    attributes: { datacontenttype: undefined },
    value: { a: [1] },
    dataText: '{"a":[1]}',
  }),
  accepts(
    'spec.md#datacontenttype',
    'it may have parameters',
    structured({ datacontenttype: 'multipart/mixed; boundary="a; b"', data: 'x' }),
    { attributes: { datacontenttype: 'multipart/mixed; boundary="a; b"' }, value: 'x' },
  ),
  ...['https://example.com/schemas/order.json', 'urn:order:1', 'https://example.com/all.json#order'].map(
    (dataschema) =>
      accepts('spec.md#dataschema', `it may be ${dataschema}`, structured({ dataschema }), {
        attributes: { dataschema },
      }),
  ),
  accepts('spec.md#subject', 'a subject is any text', structured({ subject: 'mynewfile (1).jpg' }), {
    attributes: { subject: 'mynewfile (1).jpg' },
  }),
  ...times.map((time) =>
    accepts('spec.md#time', `a time may be ${time}`, structured({ time }), { attributes: { time } }),
  ),
  accepts(
    'spec.md#extension-context-attributes',
    'extensions reach the handler beside the others',
    structured({ comexampleextension1: 'value', comexampleothervalue: 5, traceparent: '00-a-b-01' }),
    { attributes: { comexampleextension1: 'value', comexampleothervalue: 5, traceparent: '00-a-b-01' } },
  ),
  accepts('spec.md#event-data', 'an event may have no data', structured(), {}),
  accepts(
    'spec.md#size-limits',
    'an event of 64 KiB passes, whatever it is made of',
    structured({ subject: 's'.repeat(64 * 1024 - 250) }),
    { attributes: { subject: 's'.repeat(64 * 1024 - 250) } },
  ),
  accepts(
    'spec.md#example',
    'the example of the specification passes',
    {
      headers: { 'content-type': 'application/cloudevents+json' },
      body: `{
    "specversion" : "1.0",
    "type" : "com.github.pull_request.opened",
    "source" : "https://github.com/cloudevents/spec/pull",
    "subject" : "123",
    "id" : "A234-1234-1234",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,
    "datacontenttype" : "text/xml",
    "data" : "<much wow=\\"xml\\"/>"
}`,
    },
    {
      attributes: { subject: '123', comexampleothervalue: 5, datacontenttype: 'text/xml' },
      value: '<much wow="xml"/>',
    },
  ),
  ...(['structured', 'binary'] as const).map((mode) =>
    accepts(
      'spec.md#context-attributes',
      `the SDK's ${mode} event with every attribute arrives`,
      bySdk(
        mode,
        new CloudEvent({
          id: id(),
          source: 'https://example.com/storage/tenant/container',
          type: TYPE,
          subject: 'mynewfile.jpg',
          time: '2018-04-05T17:31:00.000Z',
          datacontenttype: 'application/json',
          dataschema: 'https://example.com/order.json',
          tenant: 'acme',
          data: { a: 1 },
        }),
      ),
      {
        attributes: {
          source: 'https://example.com/storage/tenant/container',
          subject: 'mynewfile.jpg',
          time: '2018-04-05T17:31:00.000Z',
          datacontenttype: 'application/json',
          dataschema: 'https://example.com/order.json',
          tenant: 'acme',
        },
        value: { a: 1 },
        dataText: '{"a":1}',
      },
    ),
  ),
]

/** The core specification: which events there are not. */
export const refused: readonly RefusedRow[] = [
  ...REQUIRED.flatMap((name) => [
    refuses(REQUIRED_CLAUSES[name] ?? '', `${name} is a required member`, without(name), `/${name}`),
    refuses(REQUIRED_CLAUSES[name] ?? '', `${name} is a required header`, withoutHeader(name), `/${name}`),
    refuses(REQUIRED_CLAUSES[name] ?? '', `${name} is not null`, structured({ [name]: null }), `/${name}`),
    refuses(REQUIRED_CLAUSES[name] ?? '', `${name} is not empty`, structured({ [name]: '' }), `/${name}`),
    refuses(
      REQUIRED_CLAUSES[name] ?? '',
      `${name} is not empty in a header`,
      binary({ [`ce-${name}`]: '' }),
      `/${name}`,
    ),
    refuses(REQUIRED_CLAUSES[name] ?? '', `${name} is a String`, structured({ [name]: 1 }), `/${name}`),
  ]),
  ...['0.3', '1', '1.1', '2.0', ' 1.0'].map((specversion) =>
    refuses('spec.md#specversion', `it is not '${specversion}'`, structured({ specversion }), '/specversion'),
  ),
  refuses(
    'spec.md#specversion',
    'a header does not say 0.3',
    binary({ 'ce-specversion': '0.3' }),
    '/specversion',
  ),
  ...['Ext', 'my-ext', 'my_ext', 'ext.a', 'ext a', 'éxt', ''].map((name) =>
    refuses(
      'spec.md#naming-conventions',
      `no attribute is called '${name}'`,
      structured({ [name]: 'x' }),
      `/${name}`,
    ),
  ),
  refuses(
    'spec.md#naming-conventions',
    'a name has no more than 255 characters',
    structured({ ['n'.repeat(256)]: 'x' }),
    `/${'n'.repeat(256)}`,
  ),
  refuses('spec.md#naming-conventions', 'data is not a header', binary({ 'ce-data': 'x' }), '/data'),
  ...[
    ['2147483648', 'larger than 32 bits hold'],
    ['-2147483649', 'smaller than 32 bits hold'],
    ['1.5', 'a fraction'],
    ['[]', 'an array'],
    ['{}', 'an object'],
  ].map(([value, what]) =>
    refuses('spec.md#type-system', `an attribute is not ${what}`, written(`"ext":${value}`), '/ext'),
  ),
  ...[
    '\\u0000',
    '\\u001f',
    '\\n',
    '\\u007f',
    '\\u0085',
    '\\ud800',
    '\\udeadx',
    '\\ufffe',
    '\\ufdd0',
    '\\ud83f\\udffe',
  ].map((character) =>
    refuses('spec.md#type-system', `a String has no ${character}`, written(`"ext":"a${character}"`), '/ext'),
  ),
  ...['two words', '%zz', 'http://[', '1:2', 'ü', '{id}'].map((source) =>
    refuses('spec.md#source', `'${source}' is no URI-reference`, structured({ source }), '/source'),
  ),
  ...['', 'json', 'a/b/c', 'text/plain; charset', 'text/plain\u2028'].map((datacontenttype) =>
    refuses(
      'spec.md#datacontenttype',
      `'${datacontenttype}' is no media type`,
      structured({ datacontenttype }),
      '/datacontenttype',
    ),
  ),
  ...['', '/order.json', 'order.json', '//example.com/order.json', 'https://example.com/a b'].map(
    (dataschema) =>
      refuses('spec.md#dataschema', `'${dataschema}' is no URI`, structured({ dataschema }), '/dataschema'),
  ),
  refuses('spec.md#subject', 'a subject is not empty', structured({ subject: '' }), '/subject'),
  ...[
    '',
    'yesterday',
    '2018-04-05',
    '2018-04-05 17:31:00Z',
    '2018-02-30T00:00:00Z',
    '2018-04-05T17:31:00',
  ].map((time) => refuses('spec.md#time', `'${time}' is no Timestamp`, structured({ time }), '/time')),
  refuses('spec.md#time', 'it is no number', structured({ time: 1_522_949_460 }), '/time'),
  refuses(
    'spec.md#context-attributes',
    'an attribute does not appear twice',
    written('"ext":"a","ext":"b"'),
    '/ext',
  ),
  refusesRequest(
    'spec.md#size-limits',
    'an event has no more than 256 attributes',
    structured(Object.fromEntries(Array.from({ length: 254 }, (_, index) => [`x${index}`, 'x']))),
  ),
  refusesRequest(
    'spec.md#size-limits',
    'attributes have no more than 64 KiB',
    structured({ subject: 's'.repeat(64 * 1024) }),
  ),
]
