import type { Topology } from '../topology/types.ts'

/**
 * One path for each topic where a path has one, so that every body has the schema of its topic; none where a path has a
 * subscription and there is none.
 */
export function concretePaths(topology: Topology, path: string): [path: string, topic?: string][] {
  if (path.includes('{subscription}') && Object.keys(topology.subscriptions).length === 0) return []
  if (!path.includes('{topic}')) return [[path]]
  return Object.keys(topology.topics).map((topic) => [path.replace('{topic}', topic), topic])
}
