import type { App } from 'aws-cdk-lib'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Deployment } from './deployment.ts'
import { CoreStack } from './stacks/core-stack.ts'
import { GroupStack } from './stacks/group-stack.ts'

/** All stacks of a bus: the core, and one for each group of subscriptions, which only needs the core to be there. */
export function addStacks(app: App, deployment: Deployment): void {
  const core = new CoreStack(app, deployment)
  const names = Object.keys(deployment.topology.subscriptions)
  const groups = new Set(names.map((name) => subscriptionSettings(deployment.topology, name).group))
  for (const group of groups) new GroupStack(app, deployment, group).addStackDependency(core)
}
