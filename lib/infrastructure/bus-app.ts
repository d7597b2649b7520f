import type { App } from 'aws-cdk-lib'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Deployment } from './deployment.ts'
import { CanaryStack } from './stacks/canary-stack.ts'
import { ConsoleStack } from './stacks/console-stack.ts'
import { CoreStack } from './stacks/core-stack.ts'
import { GroupStack } from './stacks/group-stack.ts'

/**
 * All stacks of a bus: the core, one for each group of subscriptions, which only needs the core to be there, the canary,
 * which flies once the filters of all of them keep it away, and the console.
 */
export function addStacks(app: App, deployment: Deployment): void {
  const core = new CoreStack(app, deployment)
  const names = Object.keys(deployment.topology.subscriptions)
  const groups = new Set(names.map((name) => subscriptionSettings(deployment.topology, name).group))
  const stacks = [...groups].map((group) => new GroupStack(app, deployment, group))
  for (const stack of stacks) stack.addStackDependency(core)
  if (deployment.config.canary) {
    const canary = new CanaryStack(app, deployment)
    for (const stack of [core, ...stacks]) canary.addStackDependency(stack)
  }
  if (deployment.config.console)
    new ConsoleStack(app, deployment, deployment.config.console).addStackDependency(core)
}
