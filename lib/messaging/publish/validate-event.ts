import type { Topology } from '../../topology/types.ts'
import { dataValue, type Event } from '../event.ts'
import { pointerTo } from '../json-pointer.ts'
import { quote } from '../printable.ts'
import { Problem, type ProblemError } from '../problem.ts'
import { versionOf, versionsFor } from '../schema-version.ts'

/** What the schema of its version has against an event's data: empty when it fits. Pointers are into the event. */
export function schemaErrors(topology: Topology, topic: string, event: Event): readonly ProblemError[] {
  const versions = versionsFor(topology, topic, event)
  if (versions.length === 0) return []
  const version = versionOf(versions, event)
  if (!version) {
    const known = versions.map(({ urn }) => urn).join(', ')
    const { dataschema, type } = event.attributes
    const detail = `${quote(dataschema)} is no version of '${type}'. Known: ${known}`
    return [{ pointer: '/dataschema', detail }]
  }
  const result = version.schema.safeParse(dataValue(event))
  if (result.success) return []
  return result.error.issues.map((issue) => ({
    pointer: `/data${pointerTo(issue.path)}`,
    detail: issue.message,
  }))
}

/**
 * Holds an event against its topic: a declared type, a declared source, data as the schema says.
 * @throws Problem
 */
export function validateEvent(topology: Topology, topic: string, event: Event): void {
  const definition = topology.topics[topic]
  const { type, source } = event.attributes
  if (!definition || !Object.hasOwn(definition.events, type)) {
    const detail = `'${type}' is not an event of topic '${topic}'. Known: ${Object.keys(definition?.events ?? {}).join(', ')}`
    throw new Problem('invalid-event', `${detail}.`, [{ pointer: '/type', detail }])
  }
  if (event.attributes['dataref'] !== undefined) {
    const detail = 'is set by the bus itself, for data that it keeps in its bucket'
    throw new Problem('invalid-event', 'An event brings its data along: leave out dataref.', [
      { pointer: '/dataref', detail },
    ])
  }
  const sources = definition.publishers?.sources
  if (sources && !matchesAny(sources, source)) {
    throw new Problem('forbidden', `Source '${source}' may not publish to topic '${topic}'.`)
  }
  const errors = schemaErrors(topology, topic, event)
  const [first] = errors
  if (first) {
    const misnamed = first.pointer === '/dataschema'
    const detail = misnamed ? first.detail : `The data does not fit the schema of '${type}': see errors`
    throw new Problem('invalid-event', `${detail}.`, errors)
  }
}

/** Exact, or by its beginning where the pattern ends in `*`. */
export function matchesAny(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern,
  )
}
