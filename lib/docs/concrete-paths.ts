import type { Topology } from '../topology/types.ts'

/** One path for each topic where a path has one, so that every body has the schema of its topic. */
export function concretePaths(topology: Topology, path: string): [path: string, topic?: string][] {
  if (!path.includes('{topic}')) return [[path]]
  return Object.keys(topology.topics).map((topic) => [path.replace('{topic}', topic), topic])
}
