import type { Receipt, WriteResult } from '../ports.ts'

/** What has become of a request under an idempotency key. */
export interface PublishKeyRecord {
  /** Digest of principal, topic and key. */
  readonly key: string
  /** RETRYABLE: some event of it has no receipt, and a repeat may publish that one. */
  readonly state: 'IN_PROGRESS' | 'DONE' | 'RETRYABLE'
  /** One UUID per request: the fence of every write. */
  readonly owner: string
  /** Milliseconds since 1970; meaningful while IN_PROGRESS. */
  readonly leaseUntil: number
  /** Of what the request publishes. */
  readonly fingerprint: string
  /** One for each event that could be published, in their order; null where SNS did not confirm it. */
  readonly receipts: readonly (Receipt | null)[]
  /** Seconds since 1970. From then on the record counts as absent, deleted or not. */
  readonly expiresAt: number
}

/** The idempotency keys of publish requests, under the same rules as the ledger. */
export interface PublishKeys {
  /** Writes where there is no record, or an expired one. */
  insert(record: PublishKeyRecord, nowSeconds: number): Promise<WriteResult<PublishKeyRecord>>
  /** Writes only over that very version. Rejects when aborted, and may have written. */
  replace(
    record: PublishKeyRecord,
    over: Pick<PublishKeyRecord, 'state' | 'owner'>,
    signal?: AbortSignal,
  ): Promise<WriteResult<PublishKeyRecord>>
}
