/** How many of a progressive redrive are tried before the next, larger group. */
const GROUPS: readonly number[] = [1, 10, 100]

/** How far a redrive is: all that its next step has to know, and small, however many letters there are. */
export interface RedriveProgress {
  /**
   * SQS's stamp of the newest dead letter in hand when it began. What has a later one died since and is left alone, so
   * that nothing is redriven twice. Only clocks of SQS are compared with it.
   */
  readonly newest: number
  readonly redriven: number
  /** Selected and not redriven yet, as far as the last step knew. */
  readonly remaining: number
  /** Selected, and left or deleted by now: a copy of their event is handled already. */
  readonly alreadyDone: number
  /** When the last one went back, in milliseconds since 1970. */
  readonly movedAt: number
  /** Of a progressive redrive: which group is under way, and how many of it went back. */
  readonly group: number
  readonly inGroup: number
  /** How many of the redriven events, from the first one, need no more waiting for. */
  readonly settled: number
}

/** How many more its group takes; a redrive that is not progressive is one group. */
export function roomIn({ group, inGroup }: RedriveProgress, progressive: boolean): number {
  return progressive ? (GROUPS[group] ?? Number.POSITIVE_INFINITY) - inGroup : Number.POSITIVE_INFINITY
}

/** Whether its group is complete, so that it is to be waited for. */
export function isComplete(progress: RedriveProgress): boolean {
  return progress.remaining === 0 || roomIn(progress, true) === 0
}

export const nextGroup = (progress: RedriveProgress): RedriveProgress => ({
  ...progress,
  group: Math.min(progress.group + 1, GROUPS.length),
  inGroup: 0,
})
