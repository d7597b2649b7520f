import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'

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
}
