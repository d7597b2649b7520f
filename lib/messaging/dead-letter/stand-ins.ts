import type { Topology } from '../../topology/types.ts'
import type { Event } from '../event.ts'
import { pointerTo } from '../json-pointer.ts'
import { schemaErrors } from '../publish/validate-event.ts'
import { redact } from '../redact.ts'
import { rewriteJson } from '../rewrite-json.ts'

/**
 * The redacted event, in which a masked value that had to be an address, a number or a time is one: a mask there would
 * be refused before the handler sees it. Where nothing of this fits, and where the value itself did not, the mask stays.
 */
export function withStandIns(topology: Topology, topic: string, original: Event): Event {
  const { event, masked } = redact(topology, topic, original)
  return masked.reduce((shown, pointer) => {
    if (misfits(topology, topic, original, pointer) || !misfits(topology, topic, shown, pointer)) return shown
    const tries = candidates(textAt(shown, pointer)).map((json) => replaced(shown, pointer, json))
    return tries.find((each) => !misfits(topology, topic, each, pointer)) ?? shown
  }, event)
}

/** Different masks have different ones, so that equal values can still be told. */
function candidates(mask: string): readonly string[] {
  const hex = mask.replace('masked:', '')
  const number = Number.parseInt(hex.slice(0, 7), 16)
  return [
    ...[`masked-${hex}@example.com`, `https://example.com/masked/${hex}`, `masked-${hex}`, hex],
    ...[`00000000-0000-4000-8000-${hex}`, `+1555${String(number).padStart(9, '0')}`, String(number)],
    ...['2000-01-01T00:00:00Z', '2000-01-01', '00:00:00', '192.0.2.1', 'x', ''],
    ...[number, number / 1_000, 1, 0, true, false, null, [], {}],
  ].map((value) => JSON.stringify(value))
}

const misfits = (topology: Topology, topic: string, event: Event, pointer: string): boolean =>
  schemaErrors(topology, topic, event).some((error) => `${error.pointer}/`.startsWith(`/data${pointer}/`))

function textAt({ data }: Event, pointer: string): string {
  let text = ''
  rewriteJson<string>(data && 'json' in data ? data.json : '""', '', {
    replacement(place, source) {
      if (place === pointer) text = JSON.parse(source)
      return undefined
    },
    member: (place, key) => `${place}${pointerTo([key])}`,
  })
  return text
}

function replaced(event: Event, pointer: string, json: string): Event {
  if (!event.data || !('json' in event.data)) return event
  const written = rewriteJson<string>(event.data.json, '', {
    replacement: (place) => (place === pointer ? json : undefined),
    member: (place, key) => `${place}${pointerTo([key])}`,
  })
  return { ...event, data: { json: written } }
}
