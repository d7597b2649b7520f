import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { TableDefinition } from '../../topology/types.ts'
import { acknowledgeNoRecovery } from '../acknowledgements.ts'
import type { StageConfig } from '../stage-config.ts'

/** A table that handlers write to. It has no physical name, so that it can be replaced. */
export class ApplicationTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string, { partitionKey, sortKey }: TableDefinition, config: StageConfig) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.pointInTimeRecovery },
      deletionProtection: config.deletionProtection,
      removalPolicy: config.removalPolicy,
    })
    acknowledgeNoRecovery(this.table, config)
  }
}
