import { checkAttribute, EnvelopeError, show } from '../attribute-rules.ts'
import type { EventAttributes } from '../event.ts'
import { jsonMembers, parseJson } from '../json-source.ts'
import type { EventDraft } from './complete-event.ts'
import { isIdempotencyKey, KEY_RULE } from './idempotency-key.ts'

/**
 * Plain JSON for those who do not know CloudEvents: an object with at least `type` and `data`. Other members are
 * CloudEvents attributes; `id`, `source` and `time` are filled in where they are missing. An `idempotencykey` is the
 * event's own, of which only its id is made.
 * @throws EnvelopeError or SyntaxError
 */
export function eventFromPlain(text: string): EventDraft {
  const document = parseJson(text)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new EnvelopeError('', 'must be a JSON object with type and data')
  }
  const { specversion, data, idempotencykey, ...attributes } = document as Record<string, unknown>
  if (specversion !== undefined && specversion !== '1.0') {
    throw new EnvelopeError('/specversion', "must be '1.0' or left out")
  }
  if (attributes['type'] === undefined)
    throw new EnvelopeError('/type', 'is required: a plain event has a type and data')
  if (data === undefined) throw new EnvelopeError('/data', 'is required: a plain event has a type and data')
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value)
  const json = jsonMembers(text).findLast((member) => member.key === 'data')?.source ?? 'null'
  return {
    attributes: attributes as unknown as EventAttributes,
    data: { json },
    ...(idempotencykey === undefined ? {} : { idempotencyKey: ownKey(idempotencykey) }),
  }
}

function ownKey(value: unknown): string {
  if (isIdempotencyKey(value)) return value
  throw new EnvelopeError('/idempotencykey', `is ${show(value)}; ${KEY_RULE}`)
}
