/** Events in the body of one request. Every attempt sends the very same. */
export interface PublishRequest {
  readonly topic: string
  /** The `Idempotency-Key`. */
  readonly key: string
  readonly body: string
  /** Whether the body is a batch; otherwise it is one event. */
  readonly isBatch: boolean
  /** For each event the key of the call that it is of. */
  readonly callKeys: readonly string[]
  readonly signal?: AbortSignal
}
