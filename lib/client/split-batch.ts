/** What the endpoint takes in one request. */
const MAX_EVENTS = 1_000
const MAX_BYTES = 4 * 1024 * 1024

/** Events in as few requests as hold them, in order. One that is too large for any is alone, and refused alone. */
export function splitBatch<Event extends { readonly text: string }>(
  events: readonly Event[],
): readonly (readonly Event[])[] {
  const parts: Event[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const event of events) {
    // With its comma; the brackets are two more.
    const size = new TextEncoder().encode(event.text).length + 1
    const last = parts.at(-1)
    if (!last || last.length === MAX_EVENTS || bytes + size > MAX_BYTES) {
      parts.push([event])
      bytes = 2 + size
    } else {
      last.push(event)
      bytes += size
    }
  }
  return parts
}
