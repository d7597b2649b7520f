import { createHash } from 'node:crypto'
import { isSchemaUrn } from '../topology/schema-versions.ts'
import type { Event } from './event.ts'

/** Text access to numbers while parsing, which TypeScript's library does not know yet. @see https://tc39.es/proposal-json-parse-with-source/ */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(source: string): unknown
  isRawJSON(value: unknown): boolean
}

/** What identifies an event to its consumers: CloudEvents promises that source + id are unique. */
export function eventKey(source: string, id: string): string {
  return digest([source, id])
}

/**
 * What an event says, apart from when and why it was said: two messages with one key must agree on it.
 * JSON data counts by value, with sorted keys and the numbers' own text. The bus's own name of a schema does not
 * count: it is filled in from the day on that a type has several.
 */
export function fingerprint(event: Event): string {
  const { type, subject, datacontenttype, dataschema, partitionkey } = event.attributes
  const [json, base64] = dataParts(event)
  const schema = dataschema === undefined || isSchemaUrn(dataschema) ? undefined : dataschema
  return digest([type, subject, datacontenttype, schema, partitionkey, json, base64])
}

/** Side by side, for the base64 text `1234` is not the JSON number. */
function dataParts({ data }: Event): readonly (string | undefined)[] {
  if (!data) return []
  return 'json' in data ? [canonicalJson(data.json)] : [undefined, data.base64]
}

/** Hex SHA-256 of a list of strings; which of them is absent or empty tells. */
export function digest(parts: readonly (string | undefined)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('hex')
}

/** The same text for the same value: no space, sorted keys, numbers as they were written. The text must be valid JSON. */
export function canonicalJson(text: string): string {
  const value = json.parse(text, (_key, value, { source }) => {
    if (typeof value === 'number') return json.rawJSON(source ?? String(value))
    if (typeof value !== 'object' || value === null || Array.isArray(value) || json.isRawJSON(value))
      return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return JSON.stringify(value)
}
