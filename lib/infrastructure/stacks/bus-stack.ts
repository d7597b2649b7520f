import { CfnOutput, CfnResource, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { ConfigurationError } from '../configuration-error.ts'
import type { Deployment } from '../deployment.ts'

/**
 * CloudFormation takes 500 resources a stack; the rest is room to grow before the next stack is due.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MAX_RESOURCES = 450
const MAX_OUTPUTS = 200

interface BusStackProps {
  readonly stackName: string
  /** What is in it. */
  readonly description: string
}

/** A stack of the bus: where its stage belongs, tagged, and protected as its stage says. */
export class BusStack extends Stack {
  constructor(scope: Construct, { topology, config }: Deployment, { stackName, description }: BusStackProps) {
    const { account, region, deletionProtection, stage, tags } = config
    super(scope, stackName, {
      stackName,
      description: `Omnibus: ${description} of ${topology.name} (${stage})`,
      terminationProtection: deletionProtection,
      env: { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
      tags: { ...tags, 'omnibus:bus': topology.name, 'omnibus:stage': stage },
    })
  }

  /** @throws ConfigurationError that says what is too much, and what to do about it */
  protected refuseTooLarge(what: string, remedy: string): void {
    const all = this.node.findAll()
    const resources = all.filter((node) => CfnResource.isCfnResource(node)).length
    const outputs = all.filter((node) => node instanceof CfnOutput).length
    if (resources > MAX_RESOURCES) {
      throw new ConfigurationError(
        `${what} need ${resources} resources; a stack holds at most ${MAX_RESOURCES}. ${remedy}`,
      )
    }
    if (outputs > MAX_OUTPUTS) {
      throw new ConfigurationError(
        `${what} need ${outputs} outputs; a stack holds at most ${MAX_OUTPUTS}. ${remedy}`,
      )
    }
  }
}
