import type { Event, EventAttributes, EventData } from '../event.ts'
import { digest } from '../fingerprint.ts'
import type { Clock, Random } from '../ports.ts'

/** A plain event, whose id, source and time may still have to be filled in. A CloudEvent is taken as it is. */
export interface EventDraft {
  readonly isDraft: true
  readonly attributes: Omit<EventAttributes, 'id' | 'source'> & {
    readonly id?: string
    readonly source?: string
  }
  readonly data?: EventData
  /** An idempotency key of this event alone. Only its id depends on it; it is not published. */
  readonly idempotencyKey?: string
}

/** Who publishes what, and under which key: what an id is derived from when the caller gave none. */
export interface Publication {
  readonly principal: string
  readonly topic: string
  /** The `Idempotency-Key` of the request. */
  readonly idempotencyKey?: string
}

/**
 * Fills in what a plain event left out. With an idempotency key, its own or the request's, the id is derived, so that
 * the repeat of a call is the same event to every consumer, even when the record of the key was lost. What the caller
 * wrote stays in the order in which it was written.
 */
export function completeEvent(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  draft: EventDraft,
  index: number,
  { principal, topic, idempotencyKey }: Publication,
): Event {
  const { id, source, time } = draft.attributes
  const derivedFrom =
    draft.idempotencyKey !== undefined
      ? [draft.idempotencyKey]
      : idempotencyKey !== undefined && [idempotencyKey, String(index)]
  const attributes = {
    ...draft.attributes,
    id: id ?? (derivedFrom ? digest([principal, topic, ...derivedFrom]) : random.uuid()),
    source: source ?? `/principals/${encodeURIComponent(principal)}`,
    time: time ?? new Date(clock.now()).toISOString(),
  } as EventAttributes
  return draft.data ? { attributes, data: draft.data } : { attributes }
}
