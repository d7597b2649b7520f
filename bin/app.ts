import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import cdk from '../cdk.json' with { type: 'json' }
import { addStacks } from '../lib/infrastructure/bus-app.ts'
import { ConfigurationError } from '../lib/infrastructure/configuration-error.ts'
import { FunctionBundler } from '../lib/infrastructure/function-bundler.ts'
import { functionEntries } from '../lib/infrastructure/function-entries.ts'
import { lintResources } from '../lib/infrastructure/lint/lint-resources.ts'
import { loadTopology, pathFromRoot } from '../lib/infrastructure/load-topology.ts'
import { stageConfig } from '../lib/infrastructure/stage-config.ts'
import { TopologyError } from '../lib/topology/topology-error.ts'

const root = join(import.meta.dirname, '..')
/** What the CDK CLI adds, so that the templates are the same without it: the local runner finds code by these. */
const METADATA = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }

/** The CDK app: `-c topology=path` (or OMNIBUS_TOPOLOGY) and `-c stage=name` choose what is deployed. */
async function main(): Promise<void> {
  // Not by itself at the end: a mistake must leave no half an assembly behind.
  const app = new App({ autoSynth: false, context: { ...cdk.context, ...METADATA } })
  const path = app.node.tryGetContext('topology') ?? process.env['OMNIBUS_TOPOLOGY'] ?? 'topology.ts'
  const topology = await loadTopology(path, root)
  const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev')
  const topologyPath = pathFromRoot(path, root)
  const bundler = new FunctionBundler({ root, topologyPath, expected: functionEntries({ topology, config }) })
  addStacks(app, { topology, config, bundler })
  lintResources(app)
  app.synth()
}

try {
  await main()
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof TopologyError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
