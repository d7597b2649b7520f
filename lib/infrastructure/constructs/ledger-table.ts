import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { DEAD_LETTER_INDEX, ledgerName } from '../../topology/resource-names.ts'
import { acknowledgeNoRecovery } from '../acknowledgements.ts'
import type { Deployment } from '../deployment.ts'

/** The table of deliveries, with a sparse index of those that are dead. */
export class LedgerTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string, { topology, config }: Deployment) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      tableName: ledgerName(topology, config.stage),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.pointInTimeRecovery },
      deletionProtection: config.deletionProtection,
      removalPolicy: config.removalPolicy,
    })
    acknowledgeNoRecovery(this.table, config)
    this.table.addGlobalSecondaryIndex({
      indexName: DEAD_LETTER_INDEX,
      partitionKey: { name: 'deadIn', type: AttributeType.STRING },
      sortKey: { name: 'deadAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.ALL,
    })
  }
}
