import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamoDbClient } from '../../lib/adapters/aws/clients.ts'
import { createLedger } from '../../test/support/ledger-table.ts'
import { CREDENTIALS, REGION } from './consumer-process.ts'
import { IDEMPOTENCY_TABLE, LEDGER_TABLE } from './subject.ts'

/** Makes a table for each subject, as its own documentation wants it. */
export async function createTables(endpoint: string): Promise<void> {
  const client = dynamoDbClient({ endpoint, region: REGION, credentials: CREDENTIALS })
  await client.send(createLedger(LEDGER_TABLE))
  await client.send(
    new CreateTableCommand({
      TableName: IDEMPOTENCY_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  )
  client.destroy()
}
