import { isSchemaUrn, type SchemaVersion, schemaVersions } from '../topology/schema-versions.ts'
import type { EventDefinition, Topology } from '../topology/types.ts'
import type { Event } from './event.ts'

/** The versions of the schema of an event's type, oldest first; none when its topic knows no such type. */
export function versionsFor(topology: Topology, topic: string, event: Event): SchemaVersion[] {
  const definition = definitionOf(topology, topic, event)
  return definition ? schemaVersions(topic, event.attributes.type, definition) : []
}

function definitionOf(
  topology: Topology,
  topic: string,
  { attributes: { type } }: Event,
): EventDefinition | undefined {
  const events = topology.topics[topic]?.events ?? {}
  return Object.hasOwn(events, type) ? events[type] : undefined
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

/**
 * The event with its `dataschema` filled in where its type declares versions. It must be told now, even where one is
 * left: while the event waits, the oldest may become another.
 */
export function withDataschema(topology: Topology, topic: string, event: Event): Event {
  if (!definitionOf(topology, topic, event)?.versions || event.attributes.dataschema !== undefined)
    return event
  const [oldest] = versionsFor(topology, topic, event)
  if (!oldest) return event
  return { ...event, attributes: { ...event.attributes, dataschema: oldest.urn } }
}
