import { METRICS_PERIOD_SECONDS } from '../../topology/metrics.ts'
import { embeddedValues } from './embedded-metrics.ts'

/** A metric under exactly these dimensions, in any order. */
export interface KeptMetric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly (readonly [name: string, value: string])[]
}

/** What was measured from one moment on, for as long as the store is fine. */
export interface Measured {
  /** Milliseconds since 1970. */
  readonly at: number
  sum: number
  count: number
  minimum: number
  maximum: number
}

/** What CloudWatch keeps for weeks, for the last hours and in memory. */
export interface KeptMetrics {
  /** Takes what a line of a function tells; most lines tell nothing. */
  keep(line: string, now: number): void
  /** Takes one value that a program in this process has measured. */
  add(metric: KeptMetric, value: number, now: number): void
  /** Oldest first. `to` is the first moment that is not meant. */
  measured(metric: KeptMetric, from: number, to: number): readonly Measured[]
}

const SLOT_MILLISECONDS = METRICS_PERIOD_SECONDS.home * 1_000
const KEPT_MILLISECONDS = 3 * 3_600_000
/** Of all metrics together, some 30 MB: ninety of them without a pause fill it in three hours. */
const MAX_MEASURED = 100_000
/** Of names and values together; those of a bus are a tenth of it. */
const MAX_NAME_LENGTH = 2_000

/** However much is written, it has `most` at most: the oldest go first, and what has no room then is not kept. */
export function keptMetrics(most = MAX_MEASURED): KeptMetrics {
  /** In the order of their time: that of a line that comes late is the newest. */
  const slots = new Map<number, Map<string, Measured>>()
  let newest = Number.NEGATIVE_INFINITY
  let held = 0

  const forgetOldest = (isOver: (at: number) => boolean): void => {
    for (const [at, { size }] of slots) {
      if (at === newest || !isOver(at)) return
      slots.delete(at)
      held -= size
    }
  }
  const slotOf = (now: number): Map<string, Measured> => {
    newest = Math.max(newest, now - (now % SLOT_MILLISECONDS))
    const slot = slots.get(newest) ?? new Map<string, Measured>()
    slots.set(newest, slot)
    forgetOldest((at) => at <= newest - KEPT_MILLISECONDS)
    return slot
  }
  const put = (slot: Map<string, Measured>, key: string, value: number): void => {
    const found = slot.get(key)
    if (found) include(found, value)
    if (found || key.length > MAX_NAME_LENGTH) return
    forgetOldest(() => held >= most)
    if (held >= most) return
    slot.set(key, { at: newest, sum: value, count: 1, minimum: value, maximum: value })
    held += 1
  }

  return {
    keep(line, now) {
      const values = embeddedValues(line)
      if (values.length === 0) return
      const slot = slotOf(now)
      for (const { value, ...metric } of values) put(slot, keyOf(metric), value)
    },
    add: (metric, value, now) => put(slotOf(now), keyOf(metric), value),
    measured(metric, from, to) {
      const key = keyOf(metric)
      return [...slots].filter(([at]) => at >= from && at < to).flatMap(([, slot]) => slot.get(key) ?? [])
    },
  }
}

function include(measured: Measured, value: number): void {
  measured.sum += value
  measured.count += 1
  measured.minimum = Math.min(measured.minimum, value)
  measured.maximum = Math.max(measured.maximum, value)
}

const keyOf = ({ namespace, name, dimensions }: KeptMetric): string =>
  JSON.stringify([namespace, name, dimensions.toSorted(([a], [b]) => (a < b ? -1 : 1))])
