import type { Clock, Random } from '../../lib/messaging/ports.ts'

export interface FakeClock extends Clock {
  /** Lets time pass: sleepers wake in order, each with all that it then does, before the next. */
  advance(milliseconds: number): Promise<void>
  /** Lets what is ready run, without time passing. */
  settle(): Promise<void>
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock that stands still until a test moves it. */
export function fakeClock(startAt = Date.UTC(2026, 0, 1)): FakeClock {
  let now = startAt
  const sleepers = new Set<Sleeper>()

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const wake = (): void => {
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper: Sleeper = { at: now + milliseconds, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    async advance(milliseconds) {
      const until = now + milliseconds
      await settle()
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.at - b.at)[0]
        if (!next || next.at > until) break
        now = Math.max(now, next.at)
        next.wake()
        await settle()
      }
      now = until
      await settle()
    },
    settle,
  }
}

/** UUIDs that count, and one fraction for all. */
export function fakeRandom(fraction = 0.5): Random {
  let count = 0
  return {
    fraction: () => fraction,
    uuid: () => {
      count += 1
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
    },
  }
}
