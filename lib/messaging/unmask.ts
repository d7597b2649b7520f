import type { Topology } from '../topology/types.ts'
import type { Event, EventData } from './event.ts'
import { pointerTo, valueAt } from './json-pointer.ts'
import { parseJson } from './json-source.ts'
import { quote } from './printable.ts'
import { type HiddenValue, hideSensitive, MASK, pointersTo, redact } from './redact.ts'
import { rewriteJson } from './rewrite-json.ts'

/** A mask that stands where what it hides cannot be put back. */
export class MaskMisplaced extends Error {
  override readonly name = 'MaskMisplaced'
}

type Path = readonly (string | number)[]

/**
 * The data of an event that somebody edited while its sensitive values were masked: where the edited JSON still has a
 * mask of the event, the value that it hides is put back as it was written.
 * A mask may have moved to another sensitive place, but never to where its value would be shown.
 * @throws SyntaxError when the text is not JSON
 * @throws MaskMisplaced
 */
export function unmask(topology: Topology, topic: string, original: Event, edited: string): EventData {
  parseJson(edited)
  const masks = masksOf(topology, topic, original)
  const restored: string[] = []
  const json = rewriteJson<Path>(edited, [], {
    replacement(path, source) {
      const pointer = pointerTo(path)
      const text = source.startsWith('"') ? (JSON.parse(source) as string) : ''
      if (!MASK.test(text) || masks.isOriginal(pointer, text)) return undefined
      const value = masks.take(pointer, text)
      if (!value) throw new MaskMisplaced(`${at(pointer)} has ${quote(text)}, which is no mask of this event`)
      restored.push(pointer)
      return value.source ?? bytesAt(pointer, source)
    },
    member: (path, key) => [...path, key],
  })
  const areBytes = original.data && 'base64' in original.data && restored.includes('')
  const data = areBytes && original.data ? original.data : { json }
  refuseShown(topology, topic, { ...original, data }, restored)
  return data
}

/** Bytes are no part of JSON: they are all of the data, or nothing. */
function bytesAt(pointer: string, source: string): string {
  if (pointer === '') return source
  throw new MaskMisplaced(`${at(pointer)} has the mask of data that is not JSON; leave it as it is, or out`)
}

interface Masks {
  /** Whether somebody's data just looks like a mask there. */
  isOriginal(pointer: string, text: string): boolean
  take(pointer: string, mask: string): HiddenValue | undefined
}

function masksOf(topology: Topology, topic: string, original: Event): Masks {
  const { hidden } = hideSensitive(topology, topic, original)
  const values = original.data && 'json' in original.data ? JSON.parse(original.data.json) : undefined
  const pointers = new Set(pointersTo(hidden))
  const last = hidden.toReversed()
  const ofPlace = Map.groupBy(last, ({ mask, pointer }) => mask + pointer)
  const ofMask = Map.groupBy(last, ({ mask }) => mask)
  const again = new Map(
    hidden.flatMap((each) => [each.mask, each.mask + each.pointer].map((key) => [key, each])),
  )
  const left = new Set(hidden)
  return {
    isOriginal: (pointer, text) => valueAt(values, pointer) === text && !pointers.has(pointer),
    // The very value of that place, else one with the same mask: of a field, equal values have one.
    take: (pointer, mask) =>
      taken(left, ofPlace.get(mask + pointer)) ??
      taken(left, ofMask.get(mask)) ??
      again.get(mask + pointer) ??
      again.get(mask),
  }
}

/** The next one that is left. */
function taken(left: Set<HiddenValue>, values: HiddenValue[] = []): HiddenValue | undefined {
  for (let value = values.pop(); value; value = values.pop()) if (left.delete(value)) return value
  return undefined
}

function refuseShown(topology: Topology, topic: string, event: Event, restored: readonly string[]): void {
  const masked = new Set(redact(topology, topic, event).masked)
  const shown = restored.find((pointer) => !placesAround(pointer).some((each) => masked.has(each)))
  if (shown === undefined) return
  throw new MaskMisplaced(`${at(shown)} would show a value that is masked; put its mask where it was`)
}

/** The place itself, and all that it is in: `/a/b`, `/a` and `''`. */
function placesAround(pointer: string): string[] {
  const keys = pointer.split('/')
  return keys.map((_, index) => keys.slice(0, index + 1).join('/'))
}

const at = (pointer: string): string => (pointer === '' ? 'The data' : pointer)
