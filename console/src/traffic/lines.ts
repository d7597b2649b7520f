import type { Traffic } from '../../../lib/console-api/answers.ts'
import { METRICS } from '../../../lib/topology/metrics.ts'
import { sum, summedValues, type Wanted } from './values.ts'

/** As many as a chart can show apart. */
const MAX_POINTS = 60

export interface Line {
  readonly title: string
  readonly color: string
  readonly points: readonly { readonly x: Date; readonly y: number }[]
}

export interface Lines {
  readonly from: Date
  readonly to: Date
  /** Of one point. */
  readonly seconds: number
  readonly lines: readonly Line[]
}

export interface LineWanted extends Wanted {
  readonly title: string
  /** Of CSS. */
  readonly color: string
}

/** What a chart draws: periods put together until there are few enough, a count of nothing as 0, a measure as a gap. */
export function linesOf(traffic: Traffic, wanted: readonly LineWanted[]): Lines {
  const all = wanted.map((line) => ({ ...line, values: summedValues(traffic, line) }))
  const periods = Math.max(0, ...all.map(({ values }) => values.length))
  const together = Math.max(1, Math.ceil(periods / MAX_POINTS))
  const seconds = traffic.periodSeconds * together
  const from = traffic.from
  const lines = all.map(({ title, color, metric, values }) => ({
    ...{ title, color },
    points: chunks(values, together).flatMap((chunk, index) => {
      const y = METRICS[metric] === 'Count' ? (sum(chunk) ?? 0) : average(chunk)
      return y === undefined ? [] : [{ x: new Date(from + index * seconds * 1_000), y }]
    }),
  }))
  const to = from + Math.max(1, Math.ceil(periods / together) - 1) * seconds * 1_000
  return { from: new Date(from), to: new Date(to), seconds, lines }
}

function chunks<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  )
}

function average(values: readonly (number | null)[]): number | undefined {
  const total = sum(values)
  return total === null ? undefined : total / values.filter((value) => value !== null).length
}
