import type * as z from 'zod'
import { jsonSchema } from '../topology/json-schema.ts'
import { schemaVersions } from '../topology/schema-versions.ts'
import type { TopicDefinition, Topology } from '../topology/types.ts'
import { anyOf, type JsonSchema, schemaPlace, schemaRef } from './json-schema.ts'

/** One version of an event type, as a document sees it. */
export interface DeclaredEvent {
  readonly topic: string
  readonly definition: TopicDefinition
  readonly type: string
  /** What the document calls it. Topics have no dots and versions are whole numbers, so no two are called the same. */
  readonly name: string
  readonly summary: string | undefined
  /** The `dataschema` that stands for it. */
  readonly urn: string
  /** What an event is of that names no version. */
  readonly isOldest: boolean
  readonly data: JsonSchema
  /** Whether there may be no data at all. */
  readonly isOptional: boolean
  /** Whether the data is never a string, so that its content type can only be JSON. */
  readonly isJson: boolean
}

export function declaredEvents(topology: Topology): readonly DeclaredEvent[] {
  return Object.entries(topology.topics).flatMap(([topic, definition]) =>
    Object.entries(definition.events).flatMap(([type, event]) =>
      schemaVersions(topic, type, event).map(({ version, urn, schema }, index): DeclaredEvent => {
        const name = `${topic}.${type}.v${version}`
        const data = dataSchema(schema, schemaPlace(dataName({ name })))
        return {
          topic,
          definition,
          type,
          name,
          summary: event.summary,
          urn,
          isOldest: index === 0,
          data,
          isOptional: schema.safeParse(undefined).success,
          isJson: typeof data['type'] === 'string' && data['type'] !== 'string',
        }
      }),
    ),
  )
}

/** The components that a document has of an event. */
export const dataName = ({ name }: Pick<DeclaredEvent, 'name'>): string => `data.${name}`
export const cloudEventName = ({ name }: DeclaredEvent): string => `event.${name}`
export const plainEventName = ({ name }: DeclaredEvent): string => `plain.${name}`

/** Any event of a topic in plain JSON mode. */
export const plainEvents = (topology: Topology, topic: string): JsonSchema =>
  anyOf(
    declaredEvents(topology)
      .filter((event) => event.topic === topic)
      .map((event) => schemaRef(plainEventName(event))),
  )

/** What `data` must look like, as it is written in JSON. References stay within the schema once it has its place. */
function dataSchema(declared: z.ZodType, place: string): JsonSchema {
  return JSON.parse(JSON.stringify(jsonSchema(place, declared)), (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^#/, place) : value,
  )
}
