import { EVENT_ATTRIBUTES } from '../topology/filter-policy.ts'
import { cloudEventName, type DeclaredEvent } from './declared-events.ts'
import { type JsonSchema, schemaRef } from './json-schema.ts'

/** A message of SNS and SQS: an event in structured mode, and the message attributes that filters read. */
export function eventMessage(event: DeclaredEvent): JsonSchema {
  const { type, name, summary, definition } = event
  const declared = Object.keys(definition.attributes ?? {})
  const text = { type: 'string' }
  return {
    name: type,
    title: name,
    ...(summary !== undefined && { summary }),
    description: `dataschema: ${event.urn}`,
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      required: ['type', 'source'],
      properties: Object.fromEntries(
        [...EVENT_ATTRIBUTES, ...declared].map((attribute) => [
          attribute,
          attribute === 'type' ? { const: type } : text,
        ]),
      ),
    },
    payload: schemaRef(cloudEventName(event)),
  }
}
