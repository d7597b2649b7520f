import { statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lintContracts } from '../topology/lint-contracts.ts'
import { publishedSchemas } from '../topology/published-schemas.ts'
import type { Topology } from '../topology/types.ts'
import { validateTopology } from '../topology/validate-topology.ts'
import { checkHandlers } from './check-handlers.ts'
import { ConfigurationError } from './configuration-error.ts'

const REMEDY = 'Give one with -c topology=path or OMNIBUS_TOPOLOGY=path, relative to the project folder.'

/** Imports the topology module at a path and checks what it exports. */
export async function loadTopology(path: string, root: string): Promise<Topology> {
  const file = resolve(root, path)
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ConfigurationError(`The topology '${path}' is not a file: looked for ${file}. ${REMEDY}`)
  }
  const module: Record<string, unknown> = await import(pathToFileURL(file).href)
  const topology = module['topology']
  if (!isTopology(topology)) {
    const exported = Object.keys(module).join(', ') || 'nothing'
    throw new ConfigurationError(
      `${file} exports ${exported}, but a topology module must export 'topology': export const topology = defineTopology({ name, topics, subscriptions }). ${REMEDY}`,
    )
  }
  validateTopology(topology)
  lintContracts(topology, publishedSchemas(topology))
  checkHandlers(topology, root)
  return topology
}

function isTopology(value: unknown): value is Topology {
  return typeof value === 'object' && value !== null && 'topics' in value && 'subscriptions' in value
}

/** A path as bundles and templates hold it: from the project's folder, with `./` or `../` first. */
export function pathFromRoot(path: string, root: string): string {
  const fromRoot = relative(root, resolve(root, path)).split(sep).join('/')
  return fromRoot.startsWith('../') || isAbsolute(fromRoot) ? fromRoot : `./${fromRoot}`
}
