import { describe, expect, it } from 'vitest'
import { detailText, eventsText } from '../../console/src/pages/audit/act-words.ts'

describe('an audited act in words', () => {
  it('names its first events', () => {
    const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(64))
    expect(eventsText({ eventCount: 0, events: [] })).toBe('no events')
    expect(eventsText({ eventCount: 1, events: keys.slice(0, 1) })).toBe('1 event: aaaaaaaaaaaa')
    expect(eventsText({ eventCount: 4, events: keys })).toBe(
      '4 events: aaaaaaaaaaaa, bbbbbbbbbbbb, cccccccccccc and 1 more',
    )
  })

  it('tells its detail', () => {
    expect(detailText({ detail: { selection: 'all', redriven: 3 } })).toBe('selection: all, redriven: 3')
  })
})
