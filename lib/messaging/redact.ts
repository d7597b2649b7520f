import type * as z from 'zod'
import { type JsonSchema, jsonSchema } from '../topology/json-schema.ts'
import { schemaVersions } from '../topology/schema-versions.ts'
import type { EventDefinition, Topology } from '../topology/types.ts'
import { fromEnvelope, toEnvelope } from './envelope.ts'
import type { Event, EventData } from './event.ts'
import { canonicalJson, digest } from './fingerprint.ts'
import { pointerTo } from './json-pointer.ts'
import { rewriteJson } from './rewrite-json.ts'
import { hasSensitive, isSensitive, membersOf, type PlacedSchema, resolved } from './sensitive-schema.ts'

/** A value that is not shown. */
export interface HiddenValue {
  /** JSON Pointer into the data. */
  readonly pointer: string
  /** The first that says something about it: elements of an array, and members of a record, have one. */
  readonly schema: JsonSchema | undefined
  readonly mask: string
  /** The value as it was written: JSON source text. Bytes have none. */
  readonly source: string | undefined
}

export interface Redacted {
  /** The event to show. */
  readonly event: Event
  /** JSON Pointers into the data of what is masked; `''` is all of it. */
  readonly masked: readonly string[]
}

export const MASK = /^masked:[0-9a-f]{12}$/

/** A place in the data: its schemas, and the keys that lead there. Elements of one array are one field. */
interface Place {
  readonly schemas: readonly PlacedSchema[]
  readonly path: readonly (string | number)[]
  /** Characters of its keys, and one for each. */
  readonly length: number
}

/**
 * Thousands of values below one long key would each have it in their pointer: 30 kB of data become 100 MB. Of strings with
 * more than 16,383 characters V8 makes no hash, so that a set of them takes minutes.
 */
const MAX_POINTER_LENGTH = 500

/**
 * The event with a mask for each value that a schema marks with `.meta({ sensitive: true })`: equal values of a field
 * have the same one. All else is left as it was written. A mark in one version of a schema counts for all of its type.
 * What no schema can read is masked as a whole where there are marks: members that a type does not declare, values of
 * another kind, data that is not JSON, and the data of a type that the topic does not know. So is what has a pointer that
 * is too long.
 */
export function redact(topology: Topology, topic: string, event: Event): Redacted {
  const { shown, hidden } = hideSensitive(topology, topic, event)
  return { event: shown, masked: pointersTo(hidden) }
}

/** Of members with one key there are several values, and one pointer. */
export const pointersTo = (hidden: readonly HiddenValue[]): readonly string[] => [
  ...new Set(hidden.map(({ pointer }) => pointer)),
]

/** The event to show, and what is behind its masks, which is not for showing. */
export function hideSensitive(
  topology: Topology,
  topic: string,
  event: Event,
): { readonly shown: Event; readonly hidden: readonly HiddenValue[] } {
  const { data } = event
  const known = schemasOfType(topology, topic, event.attributes.type)
  if (!data || !hasSensitive(known ?? schemasOfTopic(topology, topic))) return { shown: event, hidden: [] }
  const hidden: HiddenValue[] = []
  const json = known && 'json' in data ? mask(data.json, known, hidden) : hideAll(data, hidden)
  return { shown: { ...event, data: { json } }, hidden }
}

/** The body of a message on the topic, to be shown: as it is where nothing in it is sensitive. */
export function redactBody(topology: Topology, topic: string, body: string): string {
  let event: Event
  try {
    event = fromEnvelope(body)
  } catch {
    return hasSensitive(schemasOfTopic(topology, topic)) ? maskOf('', JSON.stringify(body)) : body
  }
  const redacted = redact(topology, topic, event)
  return redacted.masked.length > 0 ? toEnvelope(redacted.event) : body
}

function mask(json: string, schemas: readonly PlacedSchema[], hidden: HiddenValue[]): string {
  return rewriteJson<Place>(
    json,
    { schemas, path: [], length: 0 },
    {
      replacement(place, source) {
        return isShown(place, source) ? undefined : hide(place, source, hidden)
      },
      member: ({ schemas: here, path, length }, key) => ({
        schemas: membersOf(here, key),
        path: [...path, key],
        length: length + 1 + String(key).length,
      }),
    },
  )
}

/** Where nothing is said about it, it may be anything. */
const isShown = ({ schemas, length }: Place, source: string): boolean =>
  schemas.length > 0 && length <= MAX_POINTER_LENGTH && !isSensitive(schemas, source)

function hide(
  { schemas, path }: Pick<Place, 'schemas' | 'path'>,
  source: string,
  hidden: HiddenValue[],
): string {
  const field = pointerTo(path.map((key) => (typeof key === 'number' ? '*' : key)))
  const text = maskOf(field, canonicalJson(source))
  hidden.push({ pointer: pointerTo(path), schema: schemas[0]?.schema, mask: text, source })
  return JSON.stringify(text)
}

function hideAll(data: EventData, hidden: HiddenValue[]): string {
  if ('json' in data) return hide({ schemas: [], path: [] }, data.json, hidden)
  const text = maskOf('', data.base64)
  hidden.push({ pointer: '', schema: undefined, mask: text, source: undefined })
  return JSON.stringify(text)
}

const maskOf = (field: string, value: string): string => `masked:${digest([field, value]).slice(0, 12)}`

function schemasOfType(topology: Topology, topic: string, type: string): PlacedSchema[] | undefined {
  const events = topology.topics[topic]?.events ?? {}
  return Object.hasOwn(events, type) ? placed(topic, type, events[type] as EventDefinition) : undefined
}

function schemasOfTopic(topology: Topology, topic: string): PlacedSchema[] {
  const events = Object.entries(topology.topics[topic]?.events ?? {})
  return events.flatMap(([type, definition]) => placed(topic, type, definition))
}

function placed(topic: string, type: string, definition: EventDefinition): PlacedSchema[] {
  return schemaVersions(topic, type, definition).flatMap(({ urn, schema }) => {
    const root = written(urn, schema)
    return resolved({ root, schema: root })
  })
}

/** Each schema is written once. */
const WRITTEN = new WeakMap<z.ZodType, JsonSchema>()

function written(urn: string, schema: z.ZodType): JsonSchema {
  const known = WRITTEN.get(schema)
  if (known) return known
  const made = jsonSchema(urn, schema)
  WRITTEN.set(schema, made)
  return made
}
