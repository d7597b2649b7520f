/** One number beside the one it is measured against. */
export interface Row {
  readonly what: string
  readonly ours: number
  readonly theirs: number
  readonly ratio: number
  /** The ratio that must not be passed. */
  readonly goal?: number
  /** More about it, for a reader. */
  readonly note?: string
}

/** What a measurement found. */
export interface Finding {
  readonly title: string
  readonly unit: string
  readonly rows: readonly Row[]
  /** Why nothing follows from the rows, if so: the machine was too busy to tell two equal things apart. */
  readonly inconclusive?: string
}

export const meetsGoal = ({ ratio, goal }: Row): boolean => goal === undefined || ratio <= goal

/** Misses a goal, as far as can be told. */
export const misses = ({ rows, inconclusive }: Finding): boolean => !inconclusive && !rows.every(meetsGoal)

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
