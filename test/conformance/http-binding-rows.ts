import { CloudEvent } from 'cloudevents'
import { binary, bySdk, bytes, event, newId, SOURCE, structured, TYPE } from './support/requests.ts'
import { type AcceptedRow, accepts, type RefusedRow, refuses, refusesRequest } from './support/rows.ts'

const VALUES = 'bindings/http-protocol-binding.md#3132-http-header-values'
const NAMES = 'bindings/http-protocol-binding.md#3131-http-header-names'
const METADATA = 'bindings/http-protocol-binding.md#313-metadata-headers'
const CONTENT_TYPE = 'bindings/http-protocol-binding.md#311-http-content-type'
const ENCODING = 'bindings/http-protocol-binding.md#312-event-data-encoding'
const EXAMPLES = 'bindings/http-protocol-binding.md#314-examples'
const MAPPING = 'bindings/http-protocol-binding.md#3-http-message-mapping'
const STRUCTURED = 'bindings/http-protocol-binding.md#32-structured-content-mode'

const AVRO = Uint8Array.of(0x4f, 0x62, 0x6a, 0x01, 0x00, 0xff, 0x80)
const required = (): [string, string][] => [
  ['ce-specversion', '1.0'],
  ['ce-id', newId()],
  ['ce-source', SOURCE],
  ['ce-type', TYPE],
]

/** What a subject's header says, and what the subject is. */
const HEADER_VALUES: readonly (readonly [header: string, subject: string])[] = [
  ['plain', 'plain'],
  ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
  ['Euro%20%e2%82%ac%20%f0%9f%98%80', 'Euro € 😀'],
  ['%45uro', 'Euro'],
  ['a%22b', 'a"b'],
  ['100%25', '100%'],
  ['%2520', '%20'],
  ['two words', 'two words'],
  ['"two words"', 'two words'],
  ['"a \\"quoted\\" \\\\ backslash"', 'a "quoted" \\ backslash'],
  ['"%22"', '"'],
  ['half"', 'half"'],
  ["!#$&'()*+,-./:;<=>?@[]^_`{|}~", "!#$&'()*+,-./:;<=>?@[]^_`{|}~"],
  ['(no comment)', '(no comment)'],
]

/** The HTTP protocol binding: how an event is a message. */
export const accepted: readonly AcceptedRow[] = [
  ...HEADER_VALUES.map(([header, subject]) =>
    accepts(VALUES, `the header ${header} means ${subject}`, binary({ 'ce-subject': header }), {
      attributes: { subject },
    }),
  ),
  accepts(
    NAMES,
    'attributes are headers whose names begin with ce-',
    binary({ 'ce-time': '2018-04-05T03:56:24Z', 'ce-dataschema': 'urn:x', 'ce-myext1': 'x' }),
    { attributes: { time: '2018-04-05T03:56:24Z', dataschema: 'urn:x', myext1: 'x' } },
  ),
  accepts(
    NAMES,
    'names of headers have no case',
    {
      headers: [
        ...required().map(([name, value]) => [name.toUpperCase(), value] as const),
        ['Ce-Subject', 'x'],
      ],
      body: '',
    },
    { attributes: { subject: 'x' } },
  ),
  accepts(
    VALUES,
    'a header has no type: the canonical strings of Integer and Boolean arrive as strings',
    binary({ 'ce-count': '5', 'ce-flag': 'true' }),
    { attributes: { count: '5', flag: 'true' } },
  ),
  accepts(
    METADATA,
    'other headers are no attributes',
    binary({ cookie: 'a=1', 'x-ce-other': 'x', traceparent: '00-a-b-01' }),
    { attributes: { cookie: undefined, traceparent: undefined } },
  ),
  ...[
    ['application/json', '{"n": 12345678901234567890}', { n: 12345678901234567000 }],
    ['application/vnd.x+json; charset=utf-8', '[ 1.0,\r\n\t1e2 ]', [1, 100]],
    ['text/json; charset="UTF-8"', '"é"', 'é'],
  ].map(([type, json, value]) =>
    accepts(ENCODING, `${type} keeps its text`, binary({ 'content-type': String(type) }, String(json)), {
      attributes: { datacontenttype: type },
      value,
      dataText: String(json),
    }),
  ),
  ...[
    ['text/plain', 'a\tb\r\n\u0000€😀\uFEFF'],
    ['text/plain;charset=UTF-8', '\uFEFFmark'],
    ['application/xml', '<?xml version="1.0"?>\n<much wow="xml"/>'],
    ['image/svg+xml', '<svg/>'],
    ['text/html; charset=us-ascii', '<p>'],
  ].map(([type = '', text = '']) =>
    accepts(ENCODING, `${type} arrives as text`, binary({ 'content-type': type }, text), {
      attributes: { datacontenttype: type },
      value: text,
    }),
  ),
  ...['avro/binary', 'application/x-protobuf', 'application/octet-stream', 'text/plain', 'text/xml'].map(
    (type) =>
      accepts(
        ENCODING,
        `bytes of ${type} that are no text arrive as bytes`,
        binary({ 'content-type': type }, AVRO),
        {
          attributes: { datacontenttype: type },
          bytes: AVRO,
        },
      ),
  ),
  ...[Uint8Array.of(0x61, 0xe9), Uint8Array.of(0xc3, 0xa9)].map((latin) =>
    accepts(
      ENCODING,
      `text of another charset arrives as bytes, even ${latin}, which UTF-8 has too`,
      binary({ 'content-type': 'text/plain; charset=iso-8859-1' }, latin),
      { bytes: latin },
    ),
  ),
  accepts(
    ENCODING,
    'all 256 bytes arrive',
    binary(
      { 'content-type': 'image/png' },
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    ),
    {
      bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte),
    },
  ),
  accepts(ENCODING, 'an empty body is no data', binary({ 'content-type': 'application/json' }), {
    attributes: { datacontenttype: 'application/json' },
  }),
  accepts(ENCODING, 'null is data', binary({ 'content-type': 'application/json' }, 'null'), {
    value: null,
    dataText: 'null',
  }),
  accepts(CONTENT_TYPE, 'without a content type the body is JSON', binary({}, '{"a":1}'), {
    attributes: { datacontenttype: undefined },
    value: { a: 1 },
    dataText: '{"a":1}',
  }),
  accepts(
    CONTENT_TYPE,
    'the content type is datacontenttype as it was written',
    binary({ 'content-type': 'Text/CSV;  header=present' }, 'a,b'),
    { attributes: { datacontenttype: 'Text/CSV;  header=present' }, value: 'a,b' },
  ),
  accepts(
    EXAMPLES,
    'the example in binary mode passes',
    {
      headers: {
        'ce-specversion': '1.0',
        'ce-type': 'com.example.someevent',
        'ce-time': '2018-04-05T03:56:24Z',
        'ce-id': '1234-1234-1234',
        'ce-source': '/mycontext/subcontext',
        'content-type': 'application/json; charset=utf-8',
      },
      body: '{\n    "application": "data"\n}',
    },
    {
      attributes: { time: '2018-04-05T03:56:24Z', source: '/mycontext/subcontext' },
      value: { application: 'data' },
      dataText: '{\n    "application": "data"\n}',
    },
  ),
  ...[
    'application/cloudevents+json; charset=utf-8',
    'Application/CloudEvents+JSON; charset=UTF-8',
    'application/cloudevents+json;charset="utf-8"; x=1',
  ].map((type) =>
    accepts(STRUCTURED, `${type} is structured mode`, structured({ data: 'é' }, type), {
      value: 'é',
      dataText: '"é"',
    }),
  ),
  accepts(
    MAPPING,
    'the content type decides when there are ce- headers too',
    {
      headers: {
        'content-type': 'application/cloudevents+json',
        'ce-id': 'of-the-header',
        'ce-subject': 'of the header',
      },
      body: JSON.stringify(event({ subject: 'of the body' })),
    },
    { attributes: { subject: 'of the body' } },
  ),
  accepts(
    MAPPING,
    'application/json with ce- headers is binary mode',
    binary({ 'content-type': 'application/json' }, '{"type":"x","data":1}'),
    { value: { type: 'x', data: 1 }, dataText: '{"type":"x","data":1}' },
  ),
  accepts(
    ENCODING,
    "the SDK's bytes arrive in binary mode",
    bySdk(
      'binary',
      new CloudEvent({ source: SOURCE, type: TYPE, datacontenttype: 'avro/binary', data: AVRO }),
    ),
    { bytes: AVRO },
  ),
  accepts(
    ENCODING,
    "the SDK's XML arrives in binary mode",
    bySdk(
      'binary',
      new CloudEvent({ source: SOURCE, type: TYPE, datacontenttype: 'text/xml', data: '<é/>' }),
    ),
    { value: '<é/>' },
  ),
  accepts(
    VALUES,
    "the SDK's typed extensions arrive as strings in binary mode",
    bySdk('binary', new CloudEvent({ source: SOURCE, type: TYPE, flag: true, count: 5 })),
    { attributes: { flag: 'true', count: '5' } },
  ),
]

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

/** The HTTP protocol binding: what is no message with an event. */
export const refused: readonly RefusedRow[] = [
  ...['%C0%A0', '%ED%A0%80', '%FF', '%E2%82', '%', '%4', '%zz', '100%'].map((value) =>
    refuses(VALUES, `${value} is not percent-encoded UTF-8`, binary({ 'ce-subject': value }), '/subject'),
  ),
  ...['%0D%0Aset-cookie:%20a=1', '%00', '%7F', '%EF%BF%BE'].map((value) =>
    refuses(VALUES, `what ${value} encodes is no String`, binary({ 'ce-subject': value }), '/subject'),
  ),
  refuses(VALUES, 'characters beyond ASCII are encoded', binary({ 'ce-subject': latin1('é') }), '/subject'),
  refuses(VALUES, 'a tab is not a String', binary({ 'ce-subject': 'a\tb' }), '/subject'),
  ...['ce-my_ext', 'ce-my-ext', 'ce-', 'ce-data_base64'].map((name) =>
    refuses(NAMES, `${name} names no attribute`, binary({ [name]: 'x' }), `/${name.slice(3)}`),
  ),
  refuses(
    CONTENT_TYPE,
    'there is no header ce-datacontenttype',
    binary({ 'ce-datacontenttype': 'application/json' }, '1'),
    '/datacontenttype',
  ),
  refuses(
    CONTENT_TYPE,
    'a content type is a media type',
    binary({ 'content-type': 'json' }, '1'),
    '/datacontenttype',
  ),
  refuses(
    ENCODING,
    'a body of JSON is JSON',
    binary({ 'content-type': 'application/json' }, '{"a":'),
    '/data',
  ),
  refuses(ENCODING, 'a body of JSON is UTF-8', binary({ 'content-type': 'text/json' }, AVRO), '/data'),
  refuses(ENCODING, 'a body without a content type is JSON', binary({}, 'text'), '/data'),
  refuses(
    ENCODING,
    'JSON has no other charset',
    binary({ 'content-type': 'application/json; charset=iso-8859-1' }, '1'),
    '/datacontenttype',
  ),
  ...(['ce-id', 'ce-source', 'ce-type', 'ce-specversion', 'ce-subject', 'ce-myext'] as const).map((name) =>
    refuses(
      METADATA,
      `${name} does not come twice`,
      { headers: [...required(), [name, '1.0'], [name.toUpperCase(), '1.0']], body: '' },
      `/${name.slice(3)}`,
    ),
  ),
  refuses(
    CONTENT_TYPE,
    'the content type does not come twice',
    { headers: [...required(), ['content-type', 'a/b'], ['Content-Type', 'c/d']], body: 'x' },
    '/datacontenttype',
  ),
  refuses(
    MAPPING,
    'one ce- header is enough to mean binary mode',
    { headers: { 'content-type': 'application/json', 'ce-id': '1' }, body: '{"type":"t","data":1}' },
    '/specversion',
  ),
  ...[
    'application/cloudevents+xml',
    'application/cloudevents+avro',
    'application/cloudevents',
    'application/cloudevents-batch+protobuf',
    'application/cloudevents+json; charset=utf-16',
    'application/cloudevents-batch+json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'text/plain',
    'application/x-www-form-urlencoded',
    'json',
  ].map((type) => refusesRequest(MAPPING, `${type} is not supported`, structured({}, type), 415)),
  refusesRequest(
    MAPPING,
    'an unknown event format is not binary mode, even with ce- headers',
    binary({ 'content-type': 'application/cloudevents+xml' }, '<event/>'),
    415,
  ),
  refusesRequest(
    MAPPING,
    'no content type and no ce- header is nothing',
    { headers: {}, body: bytes('{}') },
    415,
  ),
  refusesRequest('bindings/http-protocol-binding.md#322-event-data-encoding', 'a structured event is UTF-8', {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: Uint8Array.of(0x7b, 0xff, 0x7d),
  }),
]
