import type { HttpRequest } from '../http.ts'
import { Problem } from '../problem.ts'

export const KEY_RULE = 'send 1 to 255 printable ASCII characters, such as a UUID'

/** Printable ASCII is what a structured-field string consists of. */
export function isIdempotencyKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value)
}

/**
 * The `Idempotency-Key` of a request: a structured-field string, `"8e03978e-…"`, or the same without its quotes.
 * @throws Problem when it cannot be one
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function requestKey({ headers }: HttpRequest): string | undefined {
  const written = headers['idempotency-key']?.trim()
  if (written === undefined) return undefined
  const quoted = /^"(?:[^"\\]|\\["\\])*"$/.test(written)
  const key = quoted ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written
  if (isIdempotencyKey(key)) return key
  throw new Problem(
    'malformed-request',
    `Idempotency-Key has ${written.length} characters, or some that are not allowed: ${KEY_RULE}.`,
  )
}
