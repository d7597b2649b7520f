import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { DEAD_LETTER_INDEX } from '../../topology/resource-names.ts'
import type { AlarmDefinition } from './alarm-definition.ts'
import { PER_MINUTE, SUM } from './per-minute.ts'
import type { WatchedLedger } from './subjects.ts'

export const ledgerThrottled: AlarmDefinition<WatchedLedger> = {
  name: 'ledger-throttled',
  says: () => 'DynamoDB throttles the ledger: deliveries and publishes under a key come back or wait.',
  metric: ({ table }) =>
    new MathExpression({
      ...PER_MINUTE,
      expression: 'FILL(reads, 0) + FILL(writes, 0) + FILL(indexWrites, 0)',
      usingMetrics: {
        reads: table.metric('ReadThrottleEvents', SUM),
        writes: table.metric('WriteThrottleEvents', SUM),
        indexWrites: table.metric('WriteThrottleEvents', {
          ...SUM,
          dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: DEAD_LETTER_INDEX },
        }),
      },
      label: 'Throttled reads and writes',
    }),
  threshold: () => 0,
  badMinutes: 3,
  ofMinutes: 5,
}
