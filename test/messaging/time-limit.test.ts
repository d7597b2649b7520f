import { expect, it } from 'vitest'
import { withTimeLimit } from '../../lib/messaging/time-limit.ts'
import { fakeClock } from '../support/fake-clock.ts'

it('a limit of time aborts what goes on for longer', async () => {
  const clock = fakeClock()
  const aborted = withTimeLimit(
    clock,
    1_000,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(clock.now()))),
  )
  const startedAt = clock.now()
  await clock.advance(5_000)
  expect(await aborted).toBe(startedAt + 1_000)
})

it.each([
  ['succeeded', () => Promise.resolve()],
  ['failed', () => Promise.reject(new Error('no'))],
])('leaves no timer behind for what has %s before it', async (_name, run) => {
  let timer: AbortSignal | undefined
  const clock = {
    now: () => 0,
    sleep: (_milliseconds: number, signal?: AbortSignal) => {
      timer = signal
      return new Promise<void>(() => undefined)
    },
  }
  await withTimeLimit(clock, 1_000, run).catch(() => undefined)
  expect(timer?.aborted).toBe(true)
})
