import type { Clock } from './ports.ts'

/** Runs what takes a signal, and aborts that after `milliseconds`: for calls that may never be answered. */
export async function withTimeLimit<T>(
  clock: Clock,
  milliseconds: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const ended = new AbortController()
  void clock.sleep(Math.max(milliseconds, 0), ended.signal).then(() => limit.abort())
  try {
    return await run(limit.signal)
  } finally {
    ended.abort()
  }
}
