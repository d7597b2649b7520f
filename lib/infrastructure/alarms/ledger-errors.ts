import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { Operation } from 'aws-cdk-lib/aws-dynamodb'
import type { AlarmDefinition } from './alarm-definition.ts'
import { SUM } from './per-minute.ts'
import type { WatchedLedger } from './subjects.ts'

const OPERATIONS = [
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.BATCH_EXECUTE_STATEMENT,
]

export const ledgerErrors: AlarmDefinition<WatchedLedger> = {
  name: 'ledger-errors',
  says: () => 'DynamoDB fails calls to the ledger with errors of its own.',
  metric: ({ table }) =>
    table.metricSystemErrorsForOperations({ ...SUM, operations: OPERATIONS }) as MathExpression,
  threshold: () => 0,
  badMinutes: 3,
  ofMinutes: 5,
}
