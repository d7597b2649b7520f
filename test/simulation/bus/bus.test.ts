import { describe, expect, it } from 'vitest'
import { PLANTED } from './planted.ts'
import { EXPECTED, runSeeds } from './run-seeds.ts'
import { simulateBus } from './simulate-bus.ts'

describe('the bus on a simulated clock and network', { timeout: 300_000 }, () => {
  it('keeps its promises in 200 runs that meet every fault (npm run sim for more)', async () => {
    const { met, failures } = await runSeeds(1, 200)
    expect(failures).toEqual([])
    expect(
      EXPECTED.filter((name) => !met.has(name)),
      'what never happened',
    ).toEqual([])
  })

  it('does the same again for the same seed', async () => {
    const [one, again, other] = [await simulateBus(5), await simulateBus(5), await simulateBus(6)]
    expect(again.trace).toBe(one.trace)
    expect(other.trace).not.toBe(one.trace)
  })

  it.each(Object.entries(PLANTED))('finds %s within 200 runs, and nothing else', async (_name, planted) => {
    const { failures } = await runSeeds(1, 200, { planted, onRun: (found) => found === 0 })
    const broken = failures.flatMap((failure) => failure.broken)
    expect(broken).not.toEqual([])
    expect(broken.filter((promise) => !planted.breaks.test(promise))).toEqual([])
  })
})
