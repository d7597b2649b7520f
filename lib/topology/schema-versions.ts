import type * as z from 'zod'
import type { EventDefinition } from './types.ts'

/** One version of the schema of an event type. */
export interface SchemaVersion {
  readonly version: string
  /** The `dataschema` of its events. */
  readonly urn: string
  readonly schema: z.ZodType
}

export const SCHEMA_URN_PREFIX = 'urn:omnibus:schema:'

/** The versions of an event type's schema, oldest first: keys that are whole numbers come in their order. */
export function schemaVersions(topic: string, type: string, definition: EventDefinition): SchemaVersion[] {
  const versions = Object.entries<z.ZodType>(definition.versions ?? { 1: definition.schema })
  return versions.map(([version, schema]) => ({
    version,
    urn: `${SCHEMA_URN_PREFIX}${topic}:${type}:${version}`,
    schema,
  }))
}

/** Whether a `dataschema` names one of a bus's own versions, rather than a schema somewhere else. */
export function isSchemaUrn(dataschema: string): boolean {
  return dataschema.slice(0, SCHEMA_URN_PREFIX.length).toLowerCase() === SCHEMA_URN_PREFIX
}
