import { expect, it } from 'vitest'
import { storm } from '../storm/storm.ts'

it('two thousand events through two consumers that fail and are killed: each takes effect once (npm run storm for more)', {
  timeout: 180_000,
}, async () => {
  const { lost, repeated, unexpected, unfinished, wronglyDead, wronglyAlive, ...met } = await storm({
    events: 2_000,
    seed: 1,
  })
  expect({ lost, repeated, unexpected, unfinished, wronglyDead, wronglyAlive }).toEqual({
    lost: [],
    repeated: [],
    unexpected: [],
    unfinished: [],
    wronglyDead: [],
    wronglyAlive: [],
  })
  expect(met.attemptsFailed).toBeGreaterThan(200)
  expect(met.batchesKilled).toBeGreaterThan(1)
  expect(met.attemptsCutShort + met.duplicates, 'kills in the middle of a batch').toBeGreaterThan(0)
})
