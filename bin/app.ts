import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { addStacks } from '../lib/infrastructure/bus-app.ts'
import { ConfigurationError } from '../lib/infrastructure/configuration-error.ts'
import { loadTopology, pathFromRoot } from '../lib/infrastructure/load-topology.ts'
import { stageConfig } from '../lib/infrastructure/stage-config.ts'
import { TopologyError } from '../lib/topology/topology-error.ts'

const root = join(import.meta.dirname, '..')

/** The CDK app: `-c topology=path` (or OMNIBUS_TOPOLOGY) and `-c stage=name` choose what is deployed. */
async function main(): Promise<void> {
  const app = new App()
  const path = app.node.tryGetContext('topology') ?? process.env['OMNIBUS_TOPOLOGY'] ?? 'topology.ts'
  const topology = await loadTopology(path, root)
  const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev')
  addStacks(app, { topology, config, root, topologyPath: pathFromRoot(path, root) })
  app.synth()
}

try {
  await main()
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof TopologyError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
