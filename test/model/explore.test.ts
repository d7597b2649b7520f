import { expect, it } from 'vitest'
import { explore } from './explore.ts'

it('every way into a state is checked, not only the first', async () => {
  const ways: string[] = []
  await explore({
    handler: 'plain',
    deliveries: ['A', 'B'].map((name) => ({ name, messageId: 'm', sentAt: 0 })),
    ticks: 0,
    maxFaults: 0,
    check: ({ action, after }) => {
      if (after.deliveries.every(({ startedAt, seen }) => startedAt === 0 && seen.length === 0))
        ways.push(action)
      return undefined
    },
  })
  expect(ways.toSorted()).toEqual(['A starts', 'B starts'])
})
