import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import type { RunningStack } from '../support/running-stack.ts'

/** All resources of deployed stacks. */
export async function stackResources(stacks: readonly string[]): Promise<RunningStack['resources']> {
  const client = new CloudFormationClient({})
  const found: RunningStack['resources'][number][] = []
  for (const StackName of stacks) {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client },
      { StackName },
    )) {
      for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
        found.push({
          stack: StackName,
          type: ResourceType ?? '',
          logicalId: LogicalResourceId ?? '',
          physicalId: PhysicalResourceId ?? '',
        })
      }
    }
  }
  client.destroy()
  return found
}
