import { subscriptionsOf } from './settings.ts'
import { TopologyError } from './topology-error.ts'
import type { Topology } from './types.ts'
import { shapeMistakes } from './validate-shape.ts'
import { validateSubscription } from './validate-subscription.ts'
import { validateTables } from './validate-tables.ts'
import { busNameMistakes, validateTopic } from './validate-topic.ts'

/**
 * Finds every mistake at once, so that a user mends the declaration in one go.
 * @throws TopologyError
 */
export function validateTopology(topology: Topology): void {
  const shape = shapeMistakes(topology)
  const readable = !shape.some(({ unreadable }) => unreadable)
  const mistakes = [...shape.map(({ sentence }) => sentence), ...(readable ? ruleMistakes(topology) : [])]
  if (mistakes.length > 0) throw new TopologyError(mistakes)
}

function ruleMistakes(topology: Topology): string[] {
  return [
    ...busNameMistakes(topology.name),
    ...(Object.keys(topology.topics).length === 0
      ? ['topics: is empty. Declare at least one topic with its events.']
      : []),
    ...Object.entries(topology.topics).flatMap(([name, topic]) =>
      validateTopic(name, topic, subscriptionsOf(topology, name).length),
    ),
    ...Object.keys(topology.subscriptions).flatMap((name) => validateSubscription(topology, name)),
    ...validateTables(topology),
    ...(topology.browserOrigins ?? []).flatMap(originMistakes),
  ]
}

/** As a browser spells it: lower case, no path, no port that the scheme implies. */
function originMistakes(text: string): string[] {
  if (/^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text) return []
  return [
    `browserOrigins: '${text}' is not the origin of a page. Write scheme, host and port as browsers do, like 'https://shop.example.com' or 'http://localhost:5173'.`,
  ]
}
