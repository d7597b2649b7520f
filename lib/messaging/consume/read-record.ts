import { ClaimRefused, redeemClaim } from '../claim-check/redeem-claim.ts'
import { causeFrom } from '../dead-letter/dead-letter.ts'
import { fromEnvelope } from '../envelope.ts'
import type { Event } from '../event.ts'
import { digest, eventKey, fingerprint } from '../fingerprint.ts'
import type { Cause, ClaimStore } from '../ports.ts'
import type { IncomingRecord } from './incoming-record.ts'

/** A record whose body has been read, or found unreadable. */
export type ReadRecord = { readonly record: IncomingRecord } & (
  | { readonly event: Event; readonly eventKey: string; readonly fingerprint: string }
  | { readonly event?: undefined; readonly cause: Cause }
)

/** Reads a body that may come from anyone. Never throws: what cannot be read is a cause of death. */
export function readRecord(record: IncomingRecord): ReadRecord {
  try {
    const event = fromEnvelope(record.body)
    const key = eventKey(event.attributes.source, event.attributes.id)
    return { record, event, eventKey: key, fingerprint: fingerprintAsReceived(event) }
  } catch (error) {
    return { record, cause: causeFrom('UNREADABLE', error) }
  }
}

/** True when the data of its event is in the bucket. */
export function isLarge({ event }: ReadRecord): boolean {
  return event?.attributes['dataref'] !== undefined
}

/**
 * The record with the data of its event, and the fingerprint that the event has however it came.
 * @throws what the store throws, when nothing is known
 */
export async function withData(claims: ClaimStore, read: ReadRecord): Promise<ReadRecord> {
  if (!read.event || !isLarge(read)) return read
  try {
    const event = await redeemClaim(claims, read.event)
    return { ...read, event, fingerprint: fingerprint(event) }
  } catch (error) {
    if (!(error instanceof ClaimRefused)) throw error
    return { record: read.record, cause: causeFrom('CLAIM_REFUSED', error) }
  }
}

/** Tells copies with different pointers apart before their data is there. */
function fingerprintAsReceived(event: Event): string {
  const { dataref } = event.attributes
  return dataref === undefined ? fingerprint(event) : digest([fingerprint(event), String(dataref)])
}
