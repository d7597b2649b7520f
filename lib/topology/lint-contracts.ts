import type { PublishedSchema } from './published-schemas.ts'
import { TopologyError } from './topology-error.ts'
import type { FilterCondition, Topology } from './types.ts'
import { mayMatch } from './validate-filter.ts'
import { valuesAt } from './values-at.ts'

/**
 * Holds what a topology reads out of data against the schemas of that data: an attribute or a partition key that no
 * event has, a filter that none can pass.
 * @throws TopologyError
 */
export function lintContracts(topology: Topology, schemas: readonly PublishedSchema[]): void {
  const byTopic = Map.groupBy(schemas, ({ topic }) => topic)
  const mistakes = [
    ...Object.keys(topology.topics).flatMap((topic) =>
      pointerMistakes(topology, topic, byTopic.get(topic) ?? []),
    ),
    ...Object.keys(topology.subscriptions).flatMap((name) => filterMistakes(topology, name, byTopic)),
  ]
  if (mistakes.length > 0) throw new TopologyError(mistakes)
}

function pointerMistakes(topology: Topology, name: string, schemas: readonly PublishedSchema[]): string[] {
  const { attributes = {}, partitionKey } = topology.topics[name] ?? {}
  const isNowhere = (pointer: string) =>
    !schemas.some(({ schema }) => valuesAt(schema, pointer)?.length !== 0)
  const mistakes = Object.entries(attributes)
    .filter(([, pointer]) => isNowhere(pointer))
    .map(
      ([attribute, pointer]) =>
        `topics.${name}.attributes.${attribute}: no schema of the topic has a text or number at '${pointer}', so no message would carry the attribute. Mend the pointer or the schema, or leave the attribute out.`,
    )
  if (partitionKey === undefined || !isNowhere(partitionKey)) return mistakes
  return [
    ...mistakes,
    `topics.${name}.partitionKey: no schema of the topic has a text or number at '${partitionKey}', so every event without a partitionkey of its own would be refused. Mend the pointer or the schema, or leave it out.`,
  ]
}

function filterMistakes(
  topology: Topology,
  name: string,
  byTopic: ReadonlyMap<string, readonly PublishedSchema[]>,
): string[] {
  const { topic, events, filter = {} } = topology.subscriptions[name] ?? { topic: '' }
  const received = (byTopic.get(topic) ?? []).filter(({ type }) => events?.includes(type) ?? true)
  return Object.entries(filter).flatMap(([attribute, conditions]) => {
    const pointer = topology.topics[topic]?.attributes?.[attribute]
    if (pointer === undefined) return []
    const values = received.map(({ schema }) => valuesAt(schema, pointer))
    if (values.includes(undefined)) return []
    const allowed = [...new Set(values.flatMap((each) => each ?? []))]
    if (allowed.some((value) => conditions.some((condition) => mayMatch(condition, value)))) return []
    if (conditions.some(isAbsence)) return []
    const given = conditions.map((condition) => JSON.stringify(condition)).join(', ')
    const known = allowed.length > 0 ? `only ${allowed.join(', ')}` : 'nothing'
    return [
      `subscriptions.${name}.filter.${attribute}: ${given} can never match: by their schemas the events of '${name}' have ${known} at '${pointer}'. Mend the filter or the schema.`,
    ]
  })
}

const isAbsence = (condition: FilterCondition): boolean =>
  typeof condition === 'object' && condition !== null && condition['exists'] === false
