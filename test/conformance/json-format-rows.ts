import { CloudEvent } from 'cloudevents'
import { bySdk, event, SOURCE, structured, TYPE, written } from './support/requests.ts'
import { type AcceptedRow, accepts, type RefusedRow, refuses, refusesRequest } from './support/rows.ts'

const AVRO = Uint8Array.of(0x4f, 0x62, 0x6a, 0x01, 0x00, 0xff, 0x80)
const base64 = (data: Uint8Array | string): string => Buffer.from(data).toString('base64')
const sdk = (properties: object): CloudEvent<unknown> =>
  new CloudEvent({ source: SOURCE, type: TYPE, time: '2018-04-05T17:31:00.000Z', ...properties })

const example = (body: string) => ({ headers: { 'content-type': 'application/cloudevents+json' }, body })
const EXAMPLE_ATTRIBUTES = {
  type: 'com.example.someevent',
  source: '/mycontext',
  time: '2018-04-05T17:31:00Z',
  comexampleextension1: 'value',
  comexampleothervalue: 5,
}

/** Texts of JSON that a parser and writer would change. */
const JSON_TEXTS = [
  '9007199254740993',
  '12345678901234567890',
  '1.0',
  '-0',
  '0.10',
  '1e2',
  '1E400',
  '-1e-400',
  '{ "b" : 1 ,"a":2,"1":3 }',
  '{"a":1,"a":2}',
  '"\\u00e9\\/"',
  '[ ]',
  'null',
  'false',
  '0',
  '""',
]

/** The JSON event format: what is data. */
export const accepted: readonly AcceptedRow[] = [
  accepts(
    'formats/json-format.md#22-type-system-mapping',
    'null is as good as absent',
    structured({ subject: null, time: null, unsetextension: null }),
    {
      attributes: { subject: undefined, time: undefined, unsetextension: undefined },
    },
  ),
  ...JSON_TEXTS.map((json) =>
    accepts(
      'formats/json-format.md#312-payload-deserialization',
      `the data ${json} keeps its text`,
      written(`"data":${json}`),
      { value: JSON.parse(JSON.stringify(JSON.parse(json))), dataText: json },
    ),
  ),
  ...['application/json', 'APPLICATION/JSON; charset=utf-8', 'text/json', 'application/vnd.x+json'].map(
    (datacontenttype) =>
      accepts(
        'formats/json-format.md#311-payload-serialization',
        `${datacontenttype} says JSON`,
        structured({ datacontenttype, data: { a: 1 } }),
        { attributes: { datacontenttype }, value: { a: 1 }, dataText: '{"a":1}' },
      ),
  ),
  accepts(
    'formats/json-format.md#312-payload-deserialization',
    'a string that looks like JSON stays a string',
    structured({ datacontenttype: 'application/json', data: '{"a":1}' }),
    { value: '{"a":1}', dataText: '"{\\"a\\":1}"' },
  ),
  ...['text/plain', 'application/xml', 'application/x-unheard-of', 'text/plain; charset=iso-8859-1'].map(
    (datacontenttype) =>
      accepts(
        'formats/json-format.md#312-payload-deserialization',
        `data of ${datacontenttype} is a string`,
        structured({ datacontenttype, data: '<é a="1">\n\u0000😀' }),
        { attributes: { datacontenttype }, value: '<é a="1">\n\u0000😀' },
      ),
  ),
  ...['avro/binary', 'application/x-protobuf', undefined].map((datacontenttype) =>
    accepts(
      'formats/json-format.md#312-payload-deserialization',
      `data_base64 of ${datacontenttype ?? 'no type'} is bytes`,
      structured({ datacontenttype, data_base64: base64(AVRO) }),
      { attributes: { datacontenttype }, bytes: AVRO },
    ),
  ),
  accepts(
    'formats/json-format.md#312-payload-deserialization',
    'data_base64 of a JSON type is interpreted as JSON',
    structured({ datacontenttype: 'application/json', data_base64: base64('{"n": 1.0}') }),
    { value: { n: 1 }, dataText: '{"n": 1.0}' },
  ),
  accepts(
    'formats/json-format.md#312-payload-deserialization',
    'data_base64 of a text type is interpreted as text',
    structured({ datacontenttype: 'text/csv', data_base64: base64('a,é\r\n') }),
    { value: 'a,é\r\n' },
  ),
  accepts(
    'formats/json-format.md#312-payload-deserialization',
    'data_base64 may be empty',
    structured({ datacontenttype: 'image/png', data_base64: '' }),
    { bytes: new Uint8Array() },
  ),
  accepts(
    'formats/json-format.md#32-examples',
    'the example with binary data passes',
    example(`{
    "specversion" : "1.0",
    "type" : "com.example.someevent",
    "source" : "/mycontext",
    "id" : "A234-1234-1234",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,
    "datacontenttype" : "application/vnd.apache.thrift.binary",
    "data_base64" : "${base64(AVRO)}"
}`),
    {
      attributes: { ...EXAMPLE_ATTRIBUTES, datacontenttype: 'application/vnd.apache.thrift.binary' },
      bytes: AVRO,
    },
  ),
  accepts(
    'formats/json-format.md#32-examples',
    'the example with XML passes',
    example(`{
    "specversion" : "1.0",
    "type" : "com.example.someevent",
    "source" : "/mycontext",
    "id" : "B234-1234-1234",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,
    "unsetextension": null,
    "datacontenttype" : "application/xml",
    "data" : "<much wow=\\"xml\\"/>"
}`),
    {
      attributes: { ...EXAMPLE_ATTRIBUTES, unsetextension: undefined, datacontenttype: 'application/xml' },
      value: '<much wow="xml"/>',
    },
  ),
  accepts(
    'formats/json-format.md#32-examples',
    'the example with a JSON object passes',
    example(`{
    "specversion" : "1.0",
    "type" : "com.example.someevent",
    "source" : "/mycontext",
    "subject": null,
    "id" : "C234-1234-1234",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,
    "datacontenttype" : "application/json",
    "data" : {
        "appinfoA" : "abc",
        "appinfoB" : 123,
        "appinfoC" : true
    }
}`),
    {
      attributes: { ...EXAMPLE_ATTRIBUTES, subject: undefined },
      value: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
      dataText: `{
        "appinfoA" : "abc",
        "appinfoB" : 123,
        "appinfoC" : true
    }`,
    },
  ),
  accepts(
    'formats/json-format.md#32-examples',
    'the example with a JSON string passes',
    example(`{
    "specversion" : "1.0",
    "type" : "com.example.someevent",
    "source" : "/mycontext",
    "subject": null,
    "id" : "D234-1234-1234",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,
    "data" : "I'm just a string"
}`),
    { attributes: EXAMPLE_ATTRIBUTES, value: "I'm just a string", dataText: `"I'm just a string"` },
  ),
  accepts(
    'formats/json-format.md#311-payload-serialization',
    "the SDK's bytes arrive",
    bySdk('structured', sdk({ datacontenttype: 'application/x-protobuf', data: AVRO })),
    { bytes: AVRO },
  ),
  accepts(
    'formats/json-format.md#311-payload-serialization',
    "the SDK's text arrives",
    bySdk('structured', sdk({ datacontenttype: 'text/plain', data: 'Grüße "😀"' })),
    { value: 'Grüße "😀"' },
  ),
  accepts(
    'formats/json-format.md#22-type-system-mapping',
    "the SDK's typed extensions arrive",
    bySdk('structured', sdk({ flag: true, count: 5, name: 'Ä' })),
    { attributes: { flag: true, count: 5, name: 'Ä' } },
  ),
]

/** The JSON event format: what is no event. */
export const refused: readonly RefusedRow[] = [
  ...['1.0', '5e0', '1E2'].map((number) =>
    refuses(
      'formats/json-format.md#22-type-system-mapping',
      `an Integer is not written ${number}`,
      written(`"ext":${number}`),
      '/ext',
    ),
  ),
  refuses(
    'formats/json-format.md#311-payload-serialization',
    'data does not stand beside data_base64',
    structured({ data: 1, data_base64: 'AAAA' }),
    '/data_base64',
  ),
  ...['A', 'AA=', 'A-__', 'AA==\n', 1, [], {}].map((data) =>
    refuses(
      'formats/json-format.md#312-payload-deserialization',
      `${JSON.stringify(data)} is not base64`,
      structured({ data_base64: data }),
      '/data_base64',
    ),
  ),
  ...[{ a: 1 }, 1, null, [], true].map((data) =>
    refuses(
      'formats/json-format.md#312-payload-deserialization',
      `${JSON.stringify(data)} is no data of text/plain`,
      structured({ datacontenttype: 'text/plain', data }),
      '/data',
    ),
  ),
  refuses(
    'formats/json-format.md#312-payload-deserialization',
    'data_base64 of a JSON type is JSON',
    structured({ datacontenttype: 'application/json', data_base64: base64('{') }),
    '/data_base64',
  ),
  refuses(
    'formats/json-format.md#312-payload-deserialization',
    'data_base64 of a JSON type is UTF-8',
    structured({ datacontenttype: 'application/json', data_base64: base64(Uint8Array.of(0x22, 0xff, 0x22)) }),
    '/data_base64',
  ),
  refuses(
    'formats/json-format.md#311-payload-serialization',
    'there is one data',
    written('"data":1,"data":2'),
    '/data',
  ),
  ...['[]', 'null', '"event"', '1', '', '{', '{"specversion":"1.0"', `${JSON.stringify(event())} x`].map(
    (body) =>
      refusesRequest(
        'formats/json-format.md#3-envelope',
        `'${body.slice(0, 20)}' is no JSON object`,
        example(body),
      ),
  ),
  ...['{"a":{"__proto__":{}}}', '{"constructor":{"prototype":{}}}'].map((data) =>
    refusesRequest(
      'formats/json-format.md#3-envelope',
      `${data} reaches for a prototype`,
      written(`"data":${data}`),
    ),
  ),
]
