import { attributeNames, OPTIONAL_ATTRIBUTES } from './attribute-schemas.ts'
import { cloudEventName, type DeclaredEvent, dataName, plainEventName } from './declared-events.ts'
import { allOf, type JsonSchema, orNull, schemaRef } from './json-schema.ts'
import { partitionKeySchema } from './partition-key-schema.ts'

/** What may be published: the data of each event, and the two kinds of JSON that carry it. */
export function eventSchemas(events: readonly DeclaredEvent[]): Readonly<Record<string, JsonSchema>> {
  const plain = events.map((event) => [plainEventName(event), plainEvent(event)] as const)
  return { ...cloudEventSchemas(events), ...Object.fromEntries(plain) }
}

/** The data of each event, and the event that carries it from one to the other. */
export function cloudEventSchemas(events: readonly DeclaredEvent[]): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    events.flatMap((event) => [
      [dataName(event), event.data],
      [cloudEventName(event), cloudEvent(event)],
    ]),
  )
}

/** Structured mode. @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
function cloudEvent(event: DeclaredEvent): JsonSchema {
  const data = schemaRef(dataName(event))
  const ordered = allOf(partitionKeyRule(event))
  const base64 = event.isJson ? ['data_base64', 'datacontenttype'] : ['data_base64']
  return {
    ...about(event),
    required: ['specversion', 'id', 'source', 'type', ...requiredAttributes(event)],
    properties: {
      specversion: { const: '1.0' },
      id: schemaRef('Text'),
      source: schemaRef('UriReference'),
      ...attributes(event),
      data,
      data_base64: {
        type: 'string',
        contentEncoding: 'base64',
        ...(event.isJson && { contentMediaType: 'application/json', contentSchema: data }),
      },
    },
    propertyNames: attributeNames('data_base64'),
    additionalProperties: schemaRef('Extension'),
    anyOf: [
      { required: ['data'], properties: { data_base64: false }, ...ordered },
      { required: base64, properties: { data: false } },
      ...(event.isOptional ? [{ properties: { data: false, data_base64: false }, ...ordered }] : []),
    ],
    ...allOf(textRule(event)),
  }
}

/** What producers send who do not know CloudEvents. */
function plainEvent(event: DeclaredEvent): JsonSchema {
  return {
    ...about(event),
    required: ['type', 'data', ...requiredAttributes(event)],
    properties: {
      specversion: { enum: ['1.0', null] },
      id: orNull(schemaRef('Text')),
      source: orNull(schemaRef('UriReference')),
      ...attributes(event),
      data: schemaRef(dataName(event)),
      idempotencykey: {
        description: 'A key of this event alone: its id is made of it, whatever batch it is sent in.',
        ...orNull({ type: 'string', pattern: '^[ -~]{1,255}$' }),
      },
    },
    propertyNames: attributeNames(),
    additionalProperties: schemaRef('Extension'),
    ...allOf(partitionKeyRule(event), textRule(event)),
  }
}

const about = ({ summary }: DeclaredEvent): JsonSchema => ({
  ...(summary !== undefined && { description: summary }),
  type: 'object',
})

const requiredAttributes = ({ isOldest }: DeclaredEvent): readonly string[] =>
  isOldest ? [] : ['dataschema']

function attributes({ type, urn, isOldest, isJson }: DeclaredEvent): Readonly<Record<string, JsonSchema>> {
  const version = { const: urn }
  return {
    type: { const: type },
    ...OPTIONAL_ATTRIBUTES,
    dataschema: isOldest ? { anyOf: [version, schemaRef('SchemaElsewhere'), { type: 'null' }] } : version,
    datacontenttype: orNull(schemaRef(isJson ? 'JsonMediaType' : 'MediaType')),
  }
}

const partitionKeyRule = ({ definition }: DeclaredEvent): JsonSchema | undefined =>
  definition.ordered ? partitionKeySchema(definition.partitionKey) : undefined

/** Data of a type that is not JSON is a string of that type. */
const TEXT_RULE: JsonSchema = {
  if: {
    required: ['datacontenttype'],
    properties: { datacontenttype: { type: 'string', not: schemaRef('JsonMediaType') } },
  },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { properties: { data: { type: 'string' } } },
}

const textRule = ({ isJson }: DeclaredEvent): JsonSchema | undefined => (isJson ? undefined : TEXT_RULE)
