import type { Topology } from '../../topology/types.ts'
import type { Event } from '../event.ts'
import { pointerTo } from '../json-pointer.ts'
import { schemaErrors } from '../publish/validate-event.ts'
import { type HiddenValue, hideSensitive, pointersTo, type Redacted } from '../redact.ts'
import { rewriteJson } from '../rewrite-json.ts'

/** What may stand in for a mask, made of its digits. */
type StandIn = (hex: string, number: number) => unknown

/** Different masks have different ones, so that equal values can still be told. */
const STAND_INS: readonly StandIn[] = [
  (hex) => `masked-${hex}@example.com`,
  (hex) => `https://example.com/masked/${hex}`,
  (hex) => `masked-${hex}`,
  (hex) => hex,
  (hex) => `00000000-0000-4000-8000-${hex}`,
  (_hex, number) => `+1555${String(number).padStart(9, '0')}`,
  (_hex, number) => String(number),
  ...['2000-01-01T00:00:00Z', '2000-01-01', '00:00:00', '192.0.2.1', 'x', ''].map((text) => () => text),
  (_hex, number) => number,
  (_hex, number) => number / 1_000,
  ...[1, 0, true, false, null, [], {}].map((value) => () => value),
]
/** As many members of an array or an object tell what fits all that have their schema. */
const SAMPLE = 50

/** Tells of a pointer whether the schema has something against what is there, or below. */
type IsMisfit = (pointer: string) => boolean

/**
 * The redacted event, in which a masked value that had to be an address, a number or a time is one: a mask there would
 * be refused before the handler sees it. Where nothing of this fits, and where the value itself did not, the mask stays.
 * A letter may have thousands of them: what fits the first of an array or a record is all that the others try.
 */
export function withStandIns(topology: Topology, topic: string, original: Event): Redacted {
  const misfitsIn = (event: Event): IsMisfit => misfits(topology, topic, event)
  const { shown: sample, hidden: sampled } = hideSensitive(topology, topic, sampleOf(original))
  const fitting = bySchema(
    sampled,
    fitted(sample, sampled, () => STAND_INS, misfitsIn),
  )
  const { shown, hidden } = hideSensitive(topology, topic, original)
  const wasMisfit = misfitsIn(original)
  const right = hidden.filter(({ pointer }) => !wasMisfit(pointer))
  const standIns = fitted(shown, right, ({ schema }) => fitting.get(schema) ?? STAND_INS, misfitsIn)
  return { event: withValues(shown, standIns), masked: pointersTo(hidden) }
}

/** The event with the beginnings of its arrays and objects. */
function sampleOf(event: Event): Event {
  if (!event.data || !('json' in event.data)) return event
  const data = JSON.parse(event.data.json, (_key, value) => {
    if (Array.isArray(value)) return value.slice(0, SAMPLE)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).slice(0, SAMPLE))
  })
  return { ...event, data: { json: JSON.stringify(data) } }
}

/** What fits the values of each schema: nothing, where the mask does or nothing else. */
function bySchema(
  values: readonly HiddenValue[],
  taken: ReadonlyMap<HiddenValue, StandIn>,
): ReadonlyMap<HiddenValue['schema'], readonly StandIn[]> {
  const taking = Map.groupBy(values, ({ schema }) => schema)
  return new Map(
    [...taking].map(([schema, ofOne]) => {
      const fitting = new Set(ofOne.map((value) => taken.get(value)))
      return [schema, STAND_INS.filter((one) => fitting.has(one))]
    }),
  )
}

/**
 * A stand-in for each value that does not fit as a mask, if one of its own fits. All try their next one at once: the
 * schema is asked as often as there are stand-ins, however many values there are.
 */
function fitted(
  shown: Event,
  hidden: readonly HiddenValue[],
  standInsFor: (value: HiddenValue) => readonly StandIn[],
  misfitsIn: (event: Event) => IsMisfit,
): ReadonlyMap<HiddenValue, StandIn> {
  const taken = new Map<HiddenValue, StandIn>()
  for (let round = 0; ; round += 1) {
    const isMisfit = misfitsIn(withValues(shown, taken))
    const open = hidden.filter((value) => round <= standInsFor(value).length && isMisfit(value.pointer))
    if (open.length === 0) return taken
    for (const value of open) {
      const next = standInsFor(value)[round]
      if (next) taken.set(value, next)
      else taken.delete(value)
    }
  }
}

function misfits(topology: Topology, topic: string, event: Event): IsMisfit {
  const places = new Set<string>()
  for (const { pointer } of schemaErrors(topology, topic, event)) {
    let place = pointer
    while (place !== '' && !places.has(place)) {
      places.add(place)
      place = place.slice(0, place.lastIndexOf('/'))
    }
  }
  return (pointer) => places.has(`/data${pointer}`)
}

function withValues(event: Event, values: ReadonlyMap<HiddenValue, StandIn>): Event {
  if (!event.data || !('json' in event.data) || values.size === 0) return event
  const written = new Map([...values].map(([{ pointer, mask }, one]) => [pointer, jsonOf(one, mask)]))
  const json = rewriteJson<string>(event.data.json, '', {
    replacement: (place) => written.get(place),
    member: (place, key) => `${place}${pointerTo([key])}`,
  })
  return { ...event, data: { json } }
}

function jsonOf(standIn: StandIn, mask: string): string {
  const hex = mask.replace('masked:', '')
  return JSON.stringify(standIn(hex, Number.parseInt(hex.slice(0, 7), 16)))
}
