import { createHash } from 'node:crypto'
import { CLAIM_PREFIX } from '../../topology/resource-names.ts'
import type { Event, EventData } from '../event.ts'
import { eventKey } from '../fingerprint.ts'

/** The largest data that the bus carries: what fits into one request, and into a function's memory several times. */
export const MAX_CLAIM_BYTES = 4 * 1024 * 1024

/** The data of one event on its way to the bucket. */
export interface Claim {
  readonly key: string
  readonly bytes: Uint8Array
}

/** A pointer, taken apart: what the object must be for it to be the event's data. */
export interface ClaimTicket {
  readonly key: string
  readonly sha256: string
  readonly kind: ClaimKind
}

/** JSON as its source text, anything else as its bytes. */
export type ClaimKind = 'json' | 'bin'

/**
 * What an event's data is called in the bucket. Event and contents are in the name: a repeated publish writes the same
 * object again, and a pointer can be held against the event that carries it.
 */
export function claimOf({ attributes: { source, id } }: Event, data: EventData): Claim {
  const [bytes, kind]: [Uint8Array, ClaimKind] =
    'json' in data ? [Buffer.from(data.json), 'json'] : [Buffer.from(data.base64, 'base64'), 'bin']
  return { key: `${claimPrefix(source, id)}${sha256(bytes)}.${kind}`, bytes }
}

/** The event without its data: in its place, CloudEvents' `dataref`. @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/dataref.md */
export function claimingEvent({ attributes }: Event, bucket: string, claim: Claim): Event {
  return { attributes: { ...attributes, dataref: `s3://${bucket}/${claim.key}` } }
}

/**
 * Reads the pointer of an event, which may come from anyone. Undefined when it does not name an object that we would
 * have written for this very event.
 */
export function readPointer({ attributes }: Event, bucket: string): ClaimTicket | undefined {
  const { source, id, dataref } = attributes
  const beginning = `s3://${bucket}/${claimPrefix(source, id)}`
  if (typeof dataref !== 'string' || !dataref.startsWith(beginning)) return undefined
  const name = /^(?<sha256>[0-9a-f]{64})\.(?<kind>json|bin)$/.exec(dataref.slice(beginning.length))
  if (!name?.groups) return undefined
  const { sha256 = '', kind } = name.groups
  return { key: dataref.slice(`s3://${bucket}/`.length), sha256, kind: kind as ClaimKind }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const claimPrefix = (source: string, id: string): string => `${CLAIM_PREFIX}${eventKey(source, id)}/`
