import type { Series, Traffic } from '../../../lib/console-api/answers.ts'

export interface Wanted {
  readonly metric: Series['metric']
  readonly topic?: string
  readonly subscription?: string
}

/** One value a period, the oldest first, summed over all series that fit; null where none of them has one. */
export function summedValues({ series }: Traffic, wanted: Wanted): readonly (number | null)[] {
  const fitting = series.filter(
    ({ metric, topic, subscription }) =>
      metric === wanted.metric &&
      (wanted.topic === undefined || wanted.topic === topic) &&
      (wanted.subscription === undefined || wanted.subscription === subscription),
  )
  const length = Math.max(0, ...fitting.map(({ values }) => values.length))
  return Array.from({ length }, (_, period) => sum(fitting.map(({ values }) => values[period] ?? null)))
}

/** Null only where all are: a period in which one topic was silent has the other topics' values. */
export function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
