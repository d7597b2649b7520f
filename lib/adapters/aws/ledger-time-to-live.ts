import { DescribeTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Whether DynamoDB deletes what has expired, by the attribute that the ledger writes. */
export async function ledgerForgets(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
  const { TimeToLiveStatus = '', AttributeName } = TimeToLiveDescription ?? {}
  return TimeToLiveStatus.startsWith('ENABL') && AttributeName === 'expiresAt'
}
