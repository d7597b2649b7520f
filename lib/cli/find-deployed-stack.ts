import { callerArn } from '../adapters/aws/caller-identity.ts'
import { stackOutputs } from '../adapters/aws/stack-outputs.ts'
import { coreStackName, groupStackName } from '../topology/resource-names.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { type Located, outputOf } from './find-stack.ts'
import { UsageError } from './usage-error.ts'

/** The part of a deployed bus that operates these subscriptions, in whatever account and region one is signed in to. */
export async function locateStage(
  topology: Topology,
  stage: string,
  subscriptions: readonly string[],
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
    output: outputOf(
      Object.assign({}, ...outputs),
      (name) => `The stacks ${stacks.join(' and ')} have no output '${name}'. Deploy them again.`,
    ),
    operator: callerArn,
  }
}

async function outputsOf(stack: string): Promise<Record<string, string>> {
  const outputs = await stackOutputs(stack).catch((cause: Error) => {
    throw new UsageError(
      `The stack '${stack}' cannot be looked up (${cause.message}). Sign in to AWS and choose a region: set AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.`,
      { cause },
    )
  })
  if (outputs === undefined) {
    throw new UsageError(
      `There is no stack '${stack}' in this account and region. Name the stage that is deployed there with --stage, or sign in elsewhere.`,
    )
  }
  return outputs
}
