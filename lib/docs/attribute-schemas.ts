import { SCHEMA_URN_PREFIX } from '../topology/schema-versions.ts'
import { type JsonSchema, orNull, schemaRef } from './json-schema.ts'

/** No controls and no non-characters; those beyond U+FFFF cannot be named in a pattern that every tool reads. */
const TEXT = '^[^\\u0000-\\u001f\\u007f-\\u009f\\ufdd0-\\ufdef\\ufffe\\uffff]+$'
/** In a header field: printable, and percent-encoded UTF-8 (RFC 3629) without what text may not have. */
const PRINTABLE = '[!-$&-~]'
const HEX = '[0-9A-Fa-f]'
const NEXT = `%[89ABab]${HEX}`
const ENCODED = [
  `%(?:[2-6]${HEX}|7[0-9A-Ea-e])`,
  `%[Cc]2%[ABab]${HEX}`,
  `%(?:[Cc][3-9A-Fa-f]|[Dd]${HEX})${NEXT}`,
  `%[Ee]0%[ABab]${HEX}${NEXT}`,
  `%[Ee][1-9A-Ca-cEe]${NEXT}${NEXT}`,
  `%[Ee][Ff]%(?:[89Aa]${HEX}|[Bb][0-689A-Ea-e])${NEXT}`,
  `%[Ff](?:0%[9ABab]${HEX}|[1-3]${NEXT}|4%8${HEX})${NEXT}${NEXT}`,
].join('|')
const IN_HEADER = `(?:${PRINTABLE}|${ENCODED})`
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PARAMETERS = `(?: *; *${TOKEN}=(?:${TOKEN}|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"))* *$`
const JSON_MEDIA_TYPE = `^${TOKEN}/(?:${TOKEN}\\+)?[Jj][Ss][Oo][Nn]${PARAMETERS}`
const MEDIA_TYPE = `^${TOKEN}/${TOKEN}${PARAMETERS}`

/** As a URN is compared. */
const caseInsensitive = (prefix: string): string =>
  `^${prefix.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)}`

const ENCODED_URI = {
  description: 'A URI as the header fields of binary mode write it: every % is %25.',
  type: 'string',
  pattern: `^(?:${PRINTABLE}|%25${HEX}{2})+$`,
}

/** Components of the documents: the CloudEvents type system, and what an attribute is beyond its type. */
export const ATTRIBUTE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Text: { type: 'string', minLength: 1, pattern: TEXT },
  EncodedText: {
    description: 'Text as the header fields of binary mode write it: percent-encoded UTF-8.',
    type: 'string',
    pattern: `^${IN_HEADER}(?:(?:${IN_HEADER}| )*${IN_HEADER})?$`,
    not: { const: '""' },
  },
  EncodedUriReference: { ...ENCODED_URI, format: 'uri-reference' },
  EncodedUri: { ...ENCODED_URI, format: 'uri' },
  UriReference: { allOf: [schemaRef('Text')], format: 'uri-reference' },
  Uri: { allOf: [schemaRef('Text')], format: 'uri' },
  SchemaElsewhere: {
    description: 'A schema that the bus does not know, so that it chooses no version.',
    allOf: [schemaRef('Uri')],
    not: { pattern: caseInsensitive(SCHEMA_URN_PREFIX) },
  },
  Timestamp: { type: 'string', format: 'date-time' },
  JsonMediaType: { type: 'string', pattern: JSON_MEDIA_TYPE },
  MediaType: { type: 'string', pattern: MEDIA_TYPE },
  Extension: {
    description: 'An extension attribute: a string, a boolean or a 32-bit integer.',
    anyOf: [
      schemaRef('Text'),
      { type: 'boolean' },
      { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 },
      { type: 'null' },
    ],
  },
}

/** The attributes that an event may do without. */
export const OPTIONAL_ATTRIBUTES: Readonly<Record<string, JsonSchema>> = {
  subject: orNull(schemaRef('Text')),
  time: orNull(schemaRef('Timestamp')),
  partitionkey: orNull(schemaRef('Text')),
  dataref: { description: "The bus's own: an event brings its data along.", type: 'null' },
}

/** Names of attributes, besides what carries the data. */
export const attributeNames = (...carriers: readonly string[]): JsonSchema => ({
  pattern: `^(?:[a-z0-9]{1,255}${carriers.map((name) => `|${name}`).join('')})$`,
})
