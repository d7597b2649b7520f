import { CfnOutput } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { CANARY_GROUP, groupStackName, OUTPUTS } from '../../topology/resource-names.ts'
import { Canary } from '../constructs/canary.ts'
import { Monitoring } from '../constructs/monitoring.ts'
import type { Deployment } from '../deployment.ts'
import { BusStack } from './bus-stack.ts'

/** The canary with its alarms: in no other stack's way, and gone without touching any. */
export class CanaryStack extends BusStack {
  constructor(scope: Construct, deployment: Deployment) {
    const { topology, config } = deployment
    const stackName = groupStackName(topology, config.stage, CANARY_GROUP)
    super(scope, deployment, { stackName, description: 'the canary' })
    const canary = new Canary(this, 'Canary', deployment)
    new CfnOutput(this, OUTPUTS.canaryFunction, { value: canary.function.functionName })
    const monitoring = new Monitoring(this, 'Monitoring', deployment)
    for (const topic of Object.keys(topology.topics)) monitoring.canary(topic)
    this.refuseTooLarge(
      'The topics and their canary',
      'Make one topic of those whose events belong together, or a second bus in a topology of its own.',
    )
  }
}
