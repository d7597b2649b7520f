import type { PublishError } from './publish-error.ts'

/** SNS has the event; no subscriber has handled it yet. */
export interface Accepted {
  readonly accepted: true
  readonly id: string
  readonly source: string
  readonly topic: string
  readonly messageId: string
  /** Only on ordered topics. */
  readonly sequenceNumber?: string
}

export interface Refused {
  readonly accepted: false
  readonly error: PublishError
}

/** What became of one event of a batch. */
export type PublishResult = Accepted | Refused
