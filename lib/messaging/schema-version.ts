import { isSchemaUrn, type SchemaVersion, schemaVersions } from '../topology/schema-versions.ts'
import type { Topology } from '../topology/types.ts'
import type { Event } from './event.ts'

/** The versions of the schema of an event's type, oldest first; none when its topic knows no such type. */
export function versionsFor(
  topology: Topology,
  topic: string,
  { attributes: { type } }: Event,
): SchemaVersion[] {
  const events = topology.topics[topic]?.events ?? {}
  const definition = Object.hasOwn(events, type) ? events[type] : undefined
  return definition ? schemaVersions(topic, type, definition) : []
}

/**
 * The version that an event is of: the one that its `dataschema` names, else the oldest. A `dataschema` from elsewhere
 * says nothing about it. Undefined when it names a version that there is not.
 */
export function versionOf(versions: readonly SchemaVersion[], event: Event): SchemaVersion | undefined {
  const { dataschema } = event.attributes
  if (dataschema === undefined || !isSchemaUrn(dataschema)) return versions[0]
  return versions.find(({ urn }) => urn === dataschema)
}

/** The event with its `dataschema` filled in where its type has several versions, so that everybody can tell later. */
export function withDataschema(topology: Topology, topic: string, event: Event): Event {
  const versions = versionsFor(topology, topic, event)
  const [oldest] = versions
  if (versions.length < 2 || !oldest || event.attributes.dataschema !== undefined) return event
  return { ...event, attributes: { ...event.attributes, dataschema: oldest.urn } }
}
