import { METRICS_PERIOD_SECONDS } from '../../topology/metrics.ts'
import { coreStackName, groupStackName } from '../../topology/resource-names.ts'
import { subscriptionSettings } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import { callerArn } from './caller-identity.ts'
import { type Located, NotLocated, outputOf } from './located.ts'
import { stackOutputs } from './stack-outputs.ts'

/**
 * The part of a deployed bus that operates these subscriptions, in whatever account and region one is signed in to.
 * @throws NotLocated
 */
export async function locateStage(
  topology: Topology,
  stage: string,
  subscriptions: readonly string[] = Object.keys(topology.subscriptions),
): Promise<Located> {
  const groups = new Set(subscriptions.map((name) => subscriptionSettings(topology, name).group))
  const stacks = [
    coreStackName(topology, stage),
    ...[...groups].map((group) => groupStackName(topology, stage, group)),
  ]
  const outputs = await Promise.all(stacks.map(outputsOf))
  return {
    dynamodb: {},
    aws: {},
    metricsPeriodSeconds: METRICS_PERIOD_SECONDS.cloudWatch,
    output: outputOf(
      Object.assign({}, ...outputs),
      (name) => `The stacks ${stacks.join(' and ')} have no output '${name}'. Deploy them again.`,
    ),
    operator: callerArn,
  }
}

async function outputsOf(stack: string): Promise<Record<string, string>> {
  const outputs = await stackOutputs(stack).catch((cause: Error) => {
    throw new NotLocated('unreachable', `The stack '${stack}' cannot be looked up (${cause.message}).`, {
      cause,
    })
  })
  if (outputs === undefined) {
    throw new NotLocated('no-stack', `There is no stack '${stack}' in this account and region.`)
  }
  return outputs
}
