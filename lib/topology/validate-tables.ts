import type { TableDefinition, Topology } from './types.ts'
import { nameMistakes } from './validate-topic.ts'

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_KEY_LENGTH = 255

interface Use {
  readonly subscription: string
  readonly group: string
  readonly table: TableDefinition
}

/** Two subscriptions may name one table, if they mean the same one and sit in the same stack. */
export function validateTables(topology: Topology): string[] {
  const first = new Map<string, Use>()
  return Object.entries(topology.subscriptions).flatMap(([subscription, definition]) =>
    Object.entries(definition.tables ?? {}).flatMap(([name, table]) => {
      const place = `subscriptions.${subscription}.tables.${name}`
      const use = { subscription, group: definition.group ?? 'main', table }
      const earlier = first.get(name)
      if (!earlier) first.set(name, use)
      return [
        ...nameMistakes(place, name),
        ...keyMistakes(place, table),
        ...(earlier ? conflictMistakes(place, earlier, use) : []),
      ]
    }),
  )
}

function keyMistakes(place: string, { partitionKey, sortKey }: TableDefinition): string[] {
  const unfit = [partitionKey, sortKey ?? 'none'].filter(
    (key) => key.length < 1 || key.length > MAX_KEY_LENGTH,
  )
  return [
    ...unfit.map((key) => `${place}: '${key}' cannot be a key. Use 1 to ${MAX_KEY_LENGTH} characters.`),
    ...(partitionKey === sortKey
      ? [
          `${place}: has '${sortKey}' as both keys. DynamoDB wants two attributes: rename one, or leave sortKey out.`,
        ]
      : []),
  ]
}

function conflictMistakes(place: string, earlier: Use, use: Use): string[] {
  if (earlier.table.partitionKey !== use.table.partitionKey || earlier.table.sortKey !== use.table.sortKey) {
    return [
      `${place}: has other keys than the table of the same name of '${earlier.subscription}'. Give both the same keys, or other names.`,
    ]
  }
  if (earlier.group !== use.group) {
    return [
      `${place}: is shared with '${earlier.subscription}', which is in group '${earlier.group}', not '${use.group}'. Put both in one group: a table belongs to one stack.`,
    ]
  }
  return []
}
