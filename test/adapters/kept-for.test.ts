import { expect, it } from 'vitest'
import { keptFor } from '../../lib/adapters/kept-for.ts'
import { fakeClock } from '../support/fake-clock.ts'

it('what is kept is made once until its time is over, also for those who ask at once', async () => {
  const clock = fakeClock()
  let made = 0
  const open = keptFor(60_000, clock, async () => {
    made += 1
    return made
  })
  expect(await Promise.all([open(), open()])).toEqual([1, 1])
  await clock.advance(59_999)
  expect(await open()).toBe(1)
  await clock.advance(1)
  expect(await open()).toBe(2)
})

it('what could not be made is made again for the next who asks', async () => {
  let fails = true
  const open = keptFor(60_000, fakeClock(), async () => {
    if (fails) throw new Error('planned')
    return 'made'
  })
  await expect(open()).rejects.toThrow('planned')
  fails = false
  expect(await open()).toBe('made')
})
