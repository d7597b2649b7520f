import { NonRetriableError } from '../errors.ts'
import type { Event } from '../event.ts'
import { parseJson } from '../json-source.ts'
import type { ClaimStore } from '../ports.ts'
import { MAX_CLAIM_BYTES, readPointer, sha256 } from './claim.ts'

/** The data that an event points to is not what was published with it. No repetition can help. */
export class ClaimRefused extends NonRetriableError {
  override readonly name = 'ClaimRefused'
}

/**
 * Gives an event its data back. A pointer is hostile until it is shown to be ours: nothing is read for one that is not,
 * and what is read must be what its name says.
 * @throws ClaimRefused; whatever the store throws, when nothing is known
 */
export async function redeemClaim(store: ClaimStore, event: Event): Promise<Event> {
  const { dataref, ...attributes } = event.attributes
  if (dataref === undefined) return event
  const ticket = readPointer(event, store.bucket)
  if (!ticket || event.data) {
    throw new ClaimRefused('Its dataref is not one that this bus wrote for this event; nothing was read.')
  }
  const bytes = await store.get(ticket.key, MAX_CLAIM_BYTES)
  if (bytes === undefined) {
    throw new ClaimRefused(`Its data is not in the bucket any more, or too large: ${ticket.key}.`)
  }
  if (sha256(bytes) !== ticket.sha256) {
    throw new ClaimRefused(`Its data is not what was published: ${ticket.key} has another hash.`)
  }
  if (ticket.kind === 'bin') return { attributes, data: { base64: Buffer.from(bytes).toString('base64') } }
  const json = Buffer.from(bytes).toString('utf8')
  try {
    parseJson(json)
  } catch (cause) {
    throw new ClaimRefused(`Its data is not JSON that can be accepted: ${ticket.key}.`, { cause })
  }
  return { attributes, data: { json } }
}
