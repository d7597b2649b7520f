import { checkAttributes, EnvelopeError } from '../attribute-rules.ts'
import { dataMember, readEventDocument } from '../event-document.ts'
import { quote } from '../printable.ts'
import type { EventDraft } from './complete-event.ts'
import { isIdempotencyKey, KEY_RULE } from './idempotency-key.ts'

/**
 * Plain JSON for those who do not know CloudEvents: an object with at least `type` and `data`. Other members are
 * CloudEvents attributes; `id`, `source` and `time` are filled in where they are missing. An `idempotencykey` is the
 * event's own, of which only its id is made.
 * @throws EnvelopeError
 */
export function eventFromPlain(text: string): EventDraft {
  const { members, data } = readEventDocument(text)
  const { specversion, idempotencykey, ...attributes } = members
  if (specversion !== undefined && specversion !== '1.0') {
    throw new EnvelopeError('/specversion', "must be '1.0' or left out")
  }
  if (attributes['type'] === undefined)
    throw new EnvelopeError('/type', 'is required: a plain event has a type and data')
  if (data === undefined) throw new EnvelopeError('/data', 'is required: a plain event has a type and data')
  checkAttributes(attributes)
  return {
    isDraft: true,
    attributes,
    data: dataMember(attributes.datacontenttype, data),
    ...(idempotencykey === undefined ? {} : { idempotencyKey: ownKey(idempotencykey) }),
  }
}

function ownKey(value: unknown): string {
  if (isIdempotencyKey(value)) return value
  throw new EnvelopeError('/idempotencykey', `is ${quote(value)}; ${KEY_RULE}`)
}
