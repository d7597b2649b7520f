import type { CommitItem } from '../../lib/adapters/aws/commit-item.ts'

/** Appends a line to what a customer sees of an order. Appending shows order and repetition; a plain put hides both. */
export function orderStatus(orderId: string, text: string, TableName: string): CommitItem {
  return {
    Update: {
      TableName,
      Key: { orderId },
      UpdateExpression: 'SET notices = list_append(if_not_exists(notices, :none), :line)',
      ExpressionAttributeValues: { ':none': [], ':line': [text] },
    },
  }
}
