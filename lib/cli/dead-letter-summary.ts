import type { DeadLetter } from '../messaging/dead-letter/list-dead-letters.ts'

/** A dead letter as the command line tells of it. Its body is only in `show`. */
export interface DeadLetterSummary {
  readonly messageId: string
  readonly id: string | undefined
  readonly source: string | undefined
  readonly type: string | undefined
  readonly cause: string | undefined
  readonly attempts: number | undefined
  /** RFC 3339: when the event first reached the subscription's queue. */
  readonly receivedAt: string
  /** What the ledger says now: DONE when a copy was handled meanwhile. */
  readonly state: string | undefined
}

export function summary({
  message,
  event,
  cause,
  attempts,
  sentAt,
  delivery,
}: DeadLetter): DeadLetterSummary {
  return {
    messageId: message.messageId,
    id: event?.attributes.id,
    source: event?.attributes.source,
    type: event?.attributes.type,
    cause: cause && `${cause.code}: ${cause.text}`,
    attempts,
    receivedAt: new Date(sentAt).toISOString(),
    state: delivery?.state,
  }
}
