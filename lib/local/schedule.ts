/** Something that happens again and again while the stack runs. */
export interface Schedule {
  start(): void
  close(): void
}

/** Runs at a fixed rate, for the first time when one interval has passed. */
export function atRate(milliseconds: number, run: () => void): Schedule {
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      timer ??= setInterval(run, milliseconds)
    },
    close() {
      clearInterval(timer)
    },
  }
}
