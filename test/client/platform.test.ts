import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { webPlatform } from '../../lib/client/platform.ts'

const { sleep } = webPlatform.clock

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a sleep ends in time, and leaves no listener on a signal that lives on', async () => {
  const { signal } = new AbortController()
  const sleeping = sleep(1_000, signal)
  vi.advanceTimersByTime(1_000)
  await sleeping
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it('a sleep that is aborted ends at once, and leaves no timer that would keep the process', async () => {
  const abort = new AbortController()
  const sleeping = sleep(1_000, abort.signal)
  abort.abort()
  await sleeping
  expect(vi.getTimerCount()).toBe(0)
  await sleep(1_000, abort.signal)
})
