/** A line of output and who wrote it: a function's name, or `local` for the runner itself. */
export interface LogLine {
  readonly source: string
  readonly text: string
}

export type Log = (line: LogLine) => void
