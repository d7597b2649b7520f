/** What a page may read of an answer, besides what any page may. */
const EXPOSED = 'Location, Retry-After, Idempotency-Replayed, RateLimit, RateLimit-Policy'

/**
 * Header fields of an answer, where some pages may call: whether the one that asks may read it.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function crossOriginFields(
  origins: readonly string[],
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (origins.length === 0) return {}
  if (origin === undefined || !origins.includes(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
  }
}
