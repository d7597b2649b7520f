import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { coreStackName, logicalId, OUTPUTS } from '../../topology/resource-names.ts'
import { ClaimBucket } from '../constructs/claim-bucket.ts'
import { LedgerTable } from '../constructs/ledger-table.ts'
import { MessageTopic } from '../constructs/message-topic.ts'
import { PublishApi } from '../constructs/publish-api.ts'
import type { Deployment } from '../deployment.ts'

/** What all subscriptions share: the topics, the ledger, the bucket and the endpoint. */
export class CoreStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { topology, config } = deployment
    const stackName = coreStackName(topology, config.stage)
    super(scope, stackName, {
      stackName,
      description: `Omnibus: topics, ledger and endpoint of ${topology.name} (${config.stage})`,
      terminationProtection: config.deletionProtection,
    })
    const ledger = new LedgerTable(this, 'Ledger', deployment)
    new ClaimBucket(this, 'Claims', deployment)
    for (const name of Object.keys(topology.topics)) {
      const { topic } = new MessageTopic(this, logicalId(name, 'Topic'), deployment, name)
      new CfnOutput(this, logicalId(name, 'TopicArn'), { value: topic.topicArn })
    }
    const { api } = new PublishApi(this, 'Publishing', deployment)
    new CfnOutput(this, OUTPUTS.apiUrl, { value: api.url })
    new CfnOutput(this, OUTPUTS.ledgerTable, { value: ledger.table.tableName })
  }
}
