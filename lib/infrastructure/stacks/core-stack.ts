import { CfnOutput } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { metricsNamespace } from '../../topology/metrics.ts'
import { coreStackName, logicalId, OUTPUTS } from '../../topology/resource-names.ts'
import { AuditTable } from '../constructs/audit-table.ts'
import { ClaimBucket } from '../constructs/claim-bucket.ts'
import { EncryptionKey } from '../constructs/encryption-key.ts'
import { LedgerTable } from '../constructs/ledger-table.ts'
import { MessageTopic } from '../constructs/message-topic.ts'
import { Monitoring } from '../constructs/monitoring.ts'
import { PublishApi } from '../constructs/publish-api.ts'
import type { Deployment } from '../deployment.ts'
import { BusStack } from './bus-stack.ts'

/** What all subscriptions share: the key, the topics, the ledger, the audit log, the bucket and the endpoint. */
export class CoreStack extends BusStack {
  constructor(scope: Construct, deployment: Deployment) {
    const { topology, config } = deployment
    const stackName = coreStackName(topology, config.stage)
    super(scope, deployment, { stackName, description: 'topics, ledger and endpoint' })
    const key =
      config.encryption === 'key-of-the-bus' ? new EncryptionKey(this, 'Encryption', deployment) : undefined
    const ledger = new LedgerTable(this, 'Ledger', deployment)
    const audit = new AuditTable(this, 'Audit', deployment)
    new ClaimBucket(this, 'Claims', deployment, key?.key)
    const topics = Object.keys(topology.topics).map((name) => {
      const { topic } = new MessageTopic(this, logicalId(name, 'Topic'), deployment, name, key?.key)
      new CfnOutput(this, OUTPUTS.topicArn(name), { value: topic.topicArn })
      return { name, topic }
    })
    const { api, publishLogs } = new PublishApi(this, 'Publishing', deployment)
    new CfnOutput(this, OUTPUTS.apiUrl, { value: api.url })
    new CfnOutput(this, OUTPUTS.publishLogs, { value: publishLogs.logGroupName })
    new CfnOutput(this, OUTPUTS.ledgerTable, { value: ledger.table.tableName })
    new CfnOutput(this, OUTPUTS.auditTable, { value: audit.table.tableName })
    new CfnOutput(this, OUTPUTS.metricsNamespace, { value: metricsNamespace(topology, config.stage) })
    new Monitoring(this, 'Monitoring', deployment, stackName).core({ api, table: ledger.table, topics })
    this.refuseTooLarge(
      'The topics',
      'Make one topic of those whose events belong together, or a second bus in a topology of its own.',
    )
  }
}
