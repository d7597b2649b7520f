import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { subscriptionSettings } from '../topology/settings.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { Topology } from '../topology/types.ts'

/**
 * Finds every subscription whose handler is missing: the one mistake of a topology that takes a file system to see.
 * @throws TopologyError
 */
export function checkHandlers(topology: Topology, root: string): void {
  const mistakes = Object.keys(topology.subscriptions).flatMap((name) => {
    const { handler } = subscriptionSettings(topology, name)
    const file = resolve(root, handler)
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return []
    return [
      `subscriptions.${name}.handler: '${handler}' is not a file: looked for ${file}. Write it, or name another with 'handler', relative to the project folder.`,
    ]
  })
  if (mistakes.length > 0) throw new TopologyError(mistakes)
}
