import type { Event, EventAttributes, EventData } from '../event.ts'
import { digest } from '../fingerprint.ts'
import type { Clock, Random } from '../ports.ts'

/** An event whose id, source and time may still have to be filled in. */
export interface EventDraft {
  readonly attributes: Omit<EventAttributes, 'id' | 'source'> & {
    readonly id?: string
    readonly source?: string
  }
  readonly data?: EventData
}

/** Who publishes what, and under which key: what an id is derived from when the caller gave none. */
export interface Publication {
  readonly principal: string
  readonly topic: string
  /** The `Idempotency-Key` of the request. */
  readonly idempotencyKey?: string
}

/**
 * Fills in what a plain event left out. With an idempotency key the id is derived, so that the repeat of a call is
 * the same event to every consumer. What the caller wrote stays in the order in which it was written.
 */
export function completeEvent(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  draft: EventDraft,
  index: number,
  { principal, topic, idempotencyKey }: Publication,
): Event {
  const { id, source, time } = draft.attributes
  const derived = (key: string): string => digest([principal, topic, key, String(index)])
  const attributes = {
    ...draft.attributes,
    id: id ?? (idempotencyKey === undefined ? random.uuid() : derived(idempotencyKey)),
    source: source ?? `/principals/${encodeURIComponent(principal)}`,
    time: time ?? new Date(clock.now()).toISOString(),
  } as EventAttributes
  return draft.data ? { attributes, data: draft.data } : { attributes }
}
