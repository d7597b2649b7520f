import type { Event } from '../event.ts'
import { Problem } from '../problem.ts'

/** As many bytes as an event may have that everybody must pass on, so that attributes leave room for the data. */
const MAX_ATTRIBUTE_BYTES = 64 * 1024
const MAX_ATTRIBUTES = 256

/**
 * What all attributes of an event may be together, when nothing but the bus's own will be added.
 * @throws Problem
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#size-limits
 */
export function checkAttributeLimits({ attributes }: Event): void {
  const entries = Object.entries(attributes)
  if (entries.length > MAX_ATTRIBUTES) {
    throw tooMuch(`has ${entries.length} attributes; at most ${MAX_ATTRIBUTES} are accepted`)
  }
  const bytes = Buffer.byteLength(entries.flat().join(''))
  if (bytes > MAX_ATTRIBUTE_BYTES) {
    throw tooMuch(`has ${bytes} bytes of attributes; at most ${MAX_ATTRIBUTE_BYTES} are accepted`)
  }
}

const tooMuch = (what: string): Problem =>
  new Problem('invalid-event', `The event ${what}. Put what is large into data.`)
