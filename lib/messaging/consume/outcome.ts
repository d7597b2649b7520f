import type { Cause } from '../ports.ts'

/** How the delivery of one record ended. */
export type Outcome =
  | { readonly status: 'processed' }
  /** Handled before; nothing was run. */
  | { readonly status: 'duplicate' }
  /**
   * Comes back after `delaySeconds`, or when its visibility timeout ends where that is absent. `askedSeconds`: what its
   * handler asked for, where that was more than it may have.
   */
  | {
      readonly status: 'retry'
      readonly delaySeconds?: number
      readonly askedSeconds?: number
      readonly cause: Cause
    }
  /** It is in the dead-letter queue. */
  | { readonly status: 'dead-letter'; readonly cause: Cause }

/** The answer of a consumer to Lambda. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

/**
 * The one place where outcomes become an answer: what is to come back is reported as failed, everything else is
 * acknowledged. Only ids that were received are named, for AWS takes an unknown one as failure of the whole batch.
 */
export function batchResponse(outcomes: ReadonlyMap<string, Outcome>): BatchResponse {
  const failed = [...outcomes].filter(([, outcome]) => outcome.status === 'retry')
  return { batchItemFailures: failed.map(([itemIdentifier]) => ({ itemIdentifier })) }
}
