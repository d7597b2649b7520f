import { describe, expect, it } from 'vitest'
import { NOTHING_YET } from '../../console/src/pages/dead-letters/redrive-loop.ts'
import { DEFAULTS, isValid, optionsOf } from '../../console/src/pages/dead-letters/redrive-options.ts'
import { countsText, endText } from '../../console/src/pages/dead-letters/redrive-words.ts'

describe('the options of a redrive', () => {
  it.each([
    ['', true],
    [' 10 ', true],
    ['0.5', true],
    ['0', false],
    ['-1', false],
    ['10000', true],
    ['10001', false],
    ['fast', false],
  ])('a rate of %j is allowed: %s', (perSecond, allowed) => {
    expect(isValid({ ...DEFAULTS, perSecond })).toBe(allowed)
  })

  it('are sent where they were chosen', () => {
    expect(optionsOf(DEFAULTS)).toEqual({})
    expect(optionsOf({ progressive: true, discardDone: true, perSecond: '2.5' })).toEqual({
      ...{ progressive: true, discardDone: true },
      perSecond: 2.5,
    })
  })
})

describe('a redrive in words', () => {
  it('counts what there is to count', () => {
    expect(countsText(NOTHING_YET)).toBe('0 redriven')
    expect(countsText({ ...NOTHING_YET, redriven: 2, remaining: 3, alreadyDone: 4, notFound: ['x'] })).toBe(
      '2 redriven, 3 to go, 4 already done, 1 not found',
    )
  })

  it('says why it ended', () => {
    const letter = { messageId: '1', receivedAt: 0, size: 0 }
    expect(endText({ ...NOTHING_YET, state: 'done' })).toBe('Done.')
    expect(endText({ ...NOTHING_YET, state: 'done', alreadyDone: 1 })).toContain('stays where it is')
    expect(endText({ ...NOTHING_YET, state: 'failed', error: 'Gone.' })).toContain('Gone.')
    expect(
      endText({ ...NOTHING_YET, state: 'stopped', stopped: { reason: 'same-cause', letter } }),
    ).toContain('same cause again')
    expect(
      endText({ ...NOTHING_YET, state: 'stopped', stopped: { reason: 'not-handled-in-time', letter } }),
    ).toContain('not handled in time')
  })
})
