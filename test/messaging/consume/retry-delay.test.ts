import { describe, expect, it } from 'vitest'
import {
  askedDelay,
  MAX_DELAY_SECONDS,
  retryDelaySeconds,
} from '../../../lib/messaging/consume/retry-delay.ts'

const policy = { minDelaySeconds: 10, maxDelaySeconds: 60, maxAttempts: 9 }

describe('the wait before the next attempt', () => {
  it.each([
    [1, 0, 10],
    [1, 0.99, 10],
    [2, 0, 10],
    [2, 0.5, 15],
    [2, 1, 20],
    [3, 1, 40],
    [4, 1, 60],
    [9, 0.5, 35],
  ])('after attempt %d, with jitter of %d, is %d s', (attempt, fraction, seconds) => {
    expect(retryDelaySeconds(policy, attempt, fraction)).toBe(seconds)
  })

  it('is no longer than the policy says, though the least is', () => {
    expect(retryDelaySeconds({ ...policy, maxDelaySeconds: 5 }, 1, 1)).toBe(5)
  })

  it('is no longer than SQS can wait', () => {
    const long = { ...policy, minDelaySeconds: 43_200, maxDelaySeconds: 43_200 }
    expect(retryDelaySeconds(long, 3, 1)).toBe(MAX_DELAY_SECONDS)
  })
})

describe('the wait that a handler asks for', () => {
  it.each([
    [1, 42_000],
    [7, 42_000],
    [8, 37_800],
    [1_000, 302],
  ])(
    'of %d attempts is at most %d s, and what was asked for is told where that is more',
    (maxAttempts, most) => {
      const asked = (seconds: number) => askedDelay({ ...policy, maxAttempts }, seconds)
      expect(asked(most)).toEqual({ delaySeconds: most })
      expect(asked(most - 0.5)).toEqual({ delaySeconds: most })
      expect(asked(most + 1)).toEqual({ delaySeconds: most, askedSeconds: most + 1 })
    },
  )
})
