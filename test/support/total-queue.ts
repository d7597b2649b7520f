/** What went in, and what took effect how often. */
export interface QueueHistory {
  /** Ids whose publication was acknowledged. */
  readonly acknowledged: Iterable<string>
  /** Ids that were ever attempted: those without an acknowledgement may or may not take effect. */
  readonly attempted: Iterable<string>
  /** Id → times that its effect was applied. */
  readonly effects: ReadonlyMap<string, number>
}

/** In the manner of Jepsen's total-queue: everything acknowledged comes out, nothing else does, and each once. */
export function checkTotalQueue({ acknowledged, attempted, effects }: QueueHistory): {
  readonly lost: string[]
  readonly unexpected: string[]
  readonly repeated: string[]
} {
  const mayAppear = new Set(attempted)
  return {
    lost: [...acknowledged].filter((id) => !effects.has(id)),
    unexpected: [...effects.keys()].filter((id) => !mayAppear.has(id)),
    repeated: [...effects].filter(([, times]) => times !== 1).map(([id]) => id),
  }
}
