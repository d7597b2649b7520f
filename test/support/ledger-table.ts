import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { DEAD_LETTER_INDEX } from '../../lib/topology/resource-names.ts'

export const LEDGER = 'ledger'

/** Shaped like the ledger: `pk` and `sk`, and a sparse index on `deadIn` and `deadAt`. */
export function createLedger(TableName = LEDGER): CreateTableCommand {
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'deadIn', AttributeType: 'S' },
      { AttributeName: 'deadAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: DEAD_LETTER_INDEX,
        KeySchema: [
          { AttributeName: 'deadIn', KeyType: 'HASH' },
          { AttributeName: 'deadAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
}
