import { type JsonSchema, jsonSchema } from './json-schema.ts'
import { schemaVersions } from './schema-versions.ts'
import type { Topology } from './types.ts'

/** The schema of one version of an event type, as the world sees it. */
export interface PublishedSchema {
  readonly topic: string
  readonly type: string
  readonly version: string
  /** The `dataschema` of its events. */
  readonly urn: string
  readonly schema: JsonSchema
}

/**
 * All schemas of a topology in the order of their declaration, versions oldest first.
 * @throws TopologyError when one of them cannot be said in JSON Schema
 */
export function publishedSchemas(topology: Topology): PublishedSchema[] {
  return Object.entries(topology.topics).flatMap(([topic, { events }]) =>
    Object.entries(events).flatMap(([type, definition]) =>
      schemaVersions(topic, type, definition).map(({ version, urn, schema }) => {
        const member = definition.versions ? `versions.${version}` : 'schema'
        const place = `topics.${topic}.events.${type}.${member}`
        return { topic, type, version, urn, schema: jsonSchema(place, schema) }
      }),
    ),
  )
}
