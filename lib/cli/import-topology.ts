import { isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Topology } from '../topology/types.ts'
import { validateTopology } from '../topology/validate-topology.ts'
import { UsageError } from './usage-error.ts'

/**
 * The topology in use: `given`, else what OMNIBUS_TOPOLOGY names, else topology.ts of the project.
 * @throws TopologyError with its mistakes, UsageError when there is none
 */
export async function importTopology(root: string, given: string | undefined): Promise<Topology> {
  const path = given ?? process.env['OMNIBUS_TOPOLOGY'] ?? 'topology.ts'
  const file = isAbsolute(path) ? path : join(root, path)
  const topology = await importFrom(file)
  validateTopology(topology)
  return topology
}

async function importFrom(file: string): Promise<Topology> {
  try {
    const { topology } = await import(pathToFileURL(file).href)
    return topology as Topology
  } catch (cause) {
    throw new UsageError(`The topology ${file} cannot be read: ${(cause as Error).message}`, { cause })
  }
}
