import { dynamoDbClient, sqsClient } from '../adapters/aws/clients.ts'
import { stackOutputs } from '../adapters/aws/stack-outputs.ts'
import { coreStackName, groupStackName } from '../topology/resource-names.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { type OperatedStack, operatedStack } from './find-stack.ts'
import { UsageError } from './usage-error.ts'

/** The part of a deployed bus that operates one subscription, in whatever account and region one is signed in to. */
export async function findDeployedStack(
  topology: Topology,
  stage: string,
  subscription: string,
): Promise<OperatedStack> {
  const { group } = subscriptionSettings(topology, subscription)
  const stacks = [coreStackName(topology, stage), groupStackName(topology, stage, group)]
  const outputs = await Promise.all(stacks.map(outputsOf))
  return operatedStack(Object.assign({}, ...outputs), {
    sqs: sqsClient(),
    dynamoDb: dynamoDbClient(),
    missing: (output) => `The stacks ${stacks.join(' and ')} have no output '${output}'. Deploy them again.`,
  })
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
