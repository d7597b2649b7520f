import { describe, expect, it } from 'vitest'
import { MAX_DELAY_SECONDS, retryDelaySeconds } from '../../../lib/messaging/consume/retry-delay.ts'

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
