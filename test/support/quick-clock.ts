import type { Clock } from '../../lib/messaging/ports.ts'

export interface QuickClock extends Clock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[]
  /** How many timeouts run. */
  readonly timeouts: number
  /** Ends them. */
  timeOut(): void
}

/** A clock for calls over a real network: a wait is over at once and written down; a timeout never, unless told. */
export function quickClock(): QuickClock {
  let now = Date.UTC(2026, 0, 1)
  const waits: number[] = []
  const timeouts = new Set<() => void>()
  return {
    waits,
    get timeouts() {
      return timeouts.size
    },
    now: () => now,
    sleep(milliseconds, signal) {
      if (!signal) {
        now += milliseconds
        waits.push(milliseconds)
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const end = (): void => {
          timeouts.delete(end)
          resolve()
        }
        timeouts.add(end)
        signal.addEventListener('abort', end, { once: true })
      })
    },
    timeOut: () => {
      for (const end of timeouts) end()
    },
  }
}
