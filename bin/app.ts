import { join, resolve } from 'node:path'
import { App } from 'aws-cdk-lib'
import cdk from '../cdk.json' with { type: 'json' }
import { buildWebConsole } from '../lib/cli/build-web-console.ts'
import { readSchemas } from '../lib/cli/read-schemas.ts'
import { brokenSchemas } from '../lib/docs/check-schemas.ts'
import { addStacks } from '../lib/infrastructure/bus-app.ts'
import { ConfigurationError } from '../lib/infrastructure/configuration-error.ts'
import { FunctionBundler } from '../lib/infrastructure/function-bundler.ts'
import { functionEntries } from '../lib/infrastructure/function-entries.ts'
import { lintResources } from '../lib/infrastructure/lint/lint-resources.ts'
import { loadTopology, pathFromRoot } from '../lib/infrastructure/load-topology.ts'
import { stageConfig } from '../lib/infrastructure/stage-config.ts'
import { publishedSchemas } from '../lib/topology/published-schemas.ts'
import { TopologyError } from '../lib/topology/topology-error.ts'
import type { Topology } from '../lib/topology/types.ts'

const root = join(import.meta.dirname, '..')
/** What the CDK CLI adds, so that the templates are the same without it: the local runner finds code by these. */
const METADATA = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }

/**
 * The CDK app: `-c topology=path` (or OMNIBUS_TOPOLOGY) and `-c stage=name` choose what is deployed, `-c schemas=folder` what
 * was published of a topology that is not the root's, `-c canary=true` whether one flies.
 */
async function main(): Promise<void> {
  // Not by itself at the end: a mistake must leave no half an assembly behind.
  const app = new App({ autoSynth: false, context: { ...cdk.context, ...METADATA } })
  const path = app.node.tryGetContext('topology') ?? process.env['OMNIBUS_TOPOLOGY'] ?? 'topology.ts'
  const topology = await loadTopology(path, root)
  const canary = app.node.tryGetContext('canary')
  const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev', { canary })
  const topologyPath = pathFromRoot(path, root)
  const schemas = app.node.tryGetContext('schemas') ?? (topologyPath === './topology.ts' && 'docs/schemas')
  if (schemas && config.keepsContracts) await keepContracts(topology, resolve(root, schemas))
  if (config.console) await buildWebConsole(root)
  const bundler = new FunctionBundler({ root, topologyPath, expected: functionEntries({ topology, config }) })
  addStacks(app, { topology, config, bundler })
  lintResources(app)
  app.synth()
}

/** Producers and consumers of a stage hold on to what was published. */
async function keepContracts(topology: Topology, folder: string): Promise<void> {
  const broken = brokenSchemas(publishedSchemas(topology), await readSchemas(folder))
  if (broken.length > 0) throw new ConfigurationError(broken.join('\n'))
}

try {
  await main()
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof TopologyError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
