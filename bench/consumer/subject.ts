import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'

/** A consumer as Lambda calls it. */
export type Consumer = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

export const SUBJECTS = ['omnibus, partiql', 'omnibus, item', 'powertools'] as const
export type SubjectName = (typeof SUBJECTS)[number]

/** The names of the tables that the subjects write. */
export const LEDGER_TABLE = 'ledger'
export const IDEMPOTENCY_TABLE = 'idempotency'
