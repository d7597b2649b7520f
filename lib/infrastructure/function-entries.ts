import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'

/** The modules of the publish API's functions, from the project's folder. */
export const PUBLISH_ENTRY = 'lambdas/publish.ts'
export const QUERY_ENTRY = 'lambdas/query.ts'

/** The modules of all functions of a bus, each once. */
export function functionEntries(topology: Topology): readonly string[] {
  const handlers = Object.keys(topology.subscriptions).map(
    (name) => subscriptionSettings(topology, name).handler,
  )
  return [...new Set([PUBLISH_ENTRY, QUERY_ENTRY, ...handlers])]
}
