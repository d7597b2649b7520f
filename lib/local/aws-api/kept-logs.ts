/** A line of a function's log. */
export interface KeptLine {
  readonly eventId: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
}

/** The last lines of every log group, in memory. */
export interface KeptLogs {
  keep(logGroup: string, text: string): void
  /** Oldest first. */
  linesOf(logGroup: string): readonly KeptLine[]
}

/** Of each log group: some minutes of a busy bus. */
const MAX_LINES = 10_000

export function keptLogs(now: () => number = Date.now): KeptLogs {
  const groups = new Map<string, KeptLine[]>()
  let count = 0
  return {
    keep(logGroup, text) {
      const lines = groups.get(logGroup) ?? []
      groups.set(logGroup, lines)
      count += 1
      lines.push({ eventId: String(count).padStart(12, '0'), timestamp: now(), message: text })
      // Half at once, so that a full one is not moved for every line.
      if (lines.length > 2 * MAX_LINES) lines.splice(0, lines.length - MAX_LINES)
    },
    linesOf: (logGroup) => groups.get(logGroup) ?? [],
  }
}
