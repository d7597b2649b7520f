import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { type Condition, unlessRefused, type Written } from './conditional-put.ts'
import type { ItemChanges } from './ledger-item.ts'

/**
 * One conditional Update, under a condition that no absent item fulfils: so it never makes an item.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export function conditionalUpdate(
  client: DynamoDBClient,
  TableName: string,
  { key, set, remove }: ItemChanges,
  condition: Condition,
): Promise<Written> {
  const names: Record<string, string> = { ...condition.ExpressionAttributeNames }
  const values: Record<string, AttributeValue> = { ...condition.ExpressionAttributeValues }
  const assignments = Object.entries(set).map(([name, value]) => {
    names[`#${name}`] = name
    values[`:new_${name}`] = value
    return `#${name} = :new_${name}`
  })
  const command = new UpdateItemCommand({
    TableName,
    Key: key,
    UpdateExpression: `SET ${assignments.join(', ')} REMOVE ${remove.join(', ')}`,
    ...condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  })
  return unlessRefused(client.send(command))
}
