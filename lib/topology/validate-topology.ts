import { TopologyError } from './topology-error.ts'
import type { Topology } from './types.ts'
import { validateSubscription } from './validate-subscription.ts'
import { validateTables } from './validate-tables.ts'
import { nameMistakes, validateTopic } from './validate-topic.ts'

/**
 * Finds every mistake at once, so that a user mends the declaration in one go.
 * @throws TopologyError
 */
export function validateTopology(topology: Topology): void {
  const mistakes = [
    ...nameMistakes('name', topology.name),
    ...Object.entries(topology.topics).flatMap(([name, topic]) => validateTopic(name, topic)),
    ...Object.keys(topology.subscriptions).flatMap((name) => validateSubscription(topology, name)),
    ...validateTables(topology),
  ]
  if (mistakes.length > 0) throw new TopologyError(mistakes)
}
