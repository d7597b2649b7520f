import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVERY_FAULT, type FaultCounts, publishRuns } from './publish-simulation.ts'

describe('publishing under idempotency keys', () => {
  it('keeps its promises through crashes, lost answers, throttles and repeats at every step (npm run sim for more)', {
    timeout: 120_000,
  }, async () => {
    const counts: FaultCounts = new Map()
    await fc.assert(publishRuns(counts), { seed: 1, numRuns: 500 })
    const missed = EVERY_FAULT.filter((fault) => !counts.has(fault))
    expect(missed, 'faults that never happened').toEqual([])
  })
})
