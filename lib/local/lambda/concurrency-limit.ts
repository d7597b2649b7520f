/** Lets at most `limit` holders in at once. */
export interface ConcurrencyLimit {
  /** Resolves to a function that gives the place back; calling it again does nothing. First come, first served. */
  acquire(): Promise<() => void>
  /** A place now or none at all. */
  tryAcquire(): (() => void) | undefined
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
  const tryAcquire = (): (() => void) | undefined => {
    if (free === 0) return undefined
    free -= 1
    return placeTaken()
  }

  return {
    tryAcquire,
    acquire: () =>
      new Promise((resolve) => {
        const place = tryAcquire()
        if (place) resolve(place)
        else waiting.push(() => resolve(placeTaken()))
      }),
  }
}
