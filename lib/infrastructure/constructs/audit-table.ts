import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { auditTableName } from '../../topology/resource-names.ts'
import { acknowledgeNoRecovery } from '../acknowledgements.ts'
import type { Deployment } from '../deployment.ts'

/** Everything that could change what is written. `PutItem` writes over an item that is there; an `INSERT` never does. */
const CHANGES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete']

/**
 * The acts of operators. Its own policy lets nobody change or remove an entry, whatever else they may: to do so, one
 * has to change the policy first, which CloudTrail records.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
 */
export class AuditTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string, { topology, config }: Deployment) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      tableName: auditTableName(topology, config.stage),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.pointInTimeRecovery },
      deletionProtection: config.deletionProtection,
      removalPolicy: config.removalPolicy,
      resourcePolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'AppendOnly',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: CHANGES.map((action) => `dynamodb:${action}`),
            // Its own ARN would be a circle.
            resources: ['*'],
          }),
        ],
      }),
    })
    acknowledgeNoRecovery(this.table, config)
  }
}
