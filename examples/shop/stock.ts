import type { CommitItem } from '../../lib/adapters/aws/commit-item.ts'

interface Line {
  readonly sku: string
  readonly quantity: number
}

/** Takes an order's goods out of stock: one item for each SKU, for a transaction may not touch one twice. */
export function reserveOrder(
  lines: readonly Line[],
  TableName: string,
): { readonly sku: string; readonly item: CommitItem }[] {
  return [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, ofSku]) => ({
    sku,
    item: {
      Update: {
        TableName,
        Key: { sku },
        UpdateExpression: 'SET available = available - :quantity',
        ConditionExpression: 'attribute_exists(sku) AND available >= :quantity',
        ExpressionAttributeValues: { ':quantity': ofSku.reduce((sum, line) => sum + line.quantity, 0) },
      },
    },
  }))
}

/** Puts goods into stock; the first delivery makes the SKU known. */
export function addStock({ sku, quantity }: Line, TableName: string): CommitItem {
  return {
    Update: {
      TableName,
      Key: { sku },
      UpdateExpression: 'ADD available :quantity',
      ExpressionAttributeValues: { ':quantity': quantity },
    },
  }
}
