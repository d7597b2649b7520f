import { describe, expect, it } from 'vitest'
import { refreshSeconds } from '../../console/src/pages/event/refresh.ts'

type State = Parameters<typeof refreshSeconds>[0][number]['state']

const askedFor = (seconds: number, ...states: State[]) =>
  refreshSeconds(
    states.map((state) => ({ state })),
    2,
    seconds,
  )

describe('the timeline of an event', () => {
  it('is asked for no more once everything is over', () => {
    expect(askedFor(0, 'DONE', 'RESOLVED')).toBeUndefined()
    expect(askedFor(0)).toBeUndefined()
  })

  it('is asked for often while something is under way', () => {
    expect(askedFor(1_000, 'DONE', 'IN_PROGRESS')).toBe(2)
    expect(askedFor(1_000, 'FAILED', 'DEAD')).toBe(2)
  })

  it('is asked for often at first, then seldom, where nothing more may come', () => {
    expect(askedFor(59, 'DONE', 'NOT_SEEN')).toBe(2)
    expect(askedFor(60, 'DONE', 'NOT_SEEN')).toBe(15)
    expect(askedFor(60, 'DEAD')).toBe(15)
  })
})
