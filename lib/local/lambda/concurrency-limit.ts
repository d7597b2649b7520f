/** Lets at most `limit` holders in at once; the others wait, first come first served. */
export interface ConcurrencyLimit {
  /** Resolves to a function that gives the place back; calling it again does nothing. */
  acquire(): Promise<() => void>
}

export function concurrencyLimit(limit: number): ConcurrencyLimit {
  const waiting: (() => void)[] = []
  let free = limit

  const placeTaken = (): (() => void) => {
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }

  return {
    acquire: () =>
      new Promise((resolve) => {
        if (free > 0) {
          free -= 1
          resolve(placeTaken())
        } else waiting.push(() => resolve(placeTaken()))
      }),
  }
}
