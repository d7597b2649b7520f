import { describe, expect, it } from 'vitest'
import { shortly, visible } from '../../console/src/visible-text.ts'

describe('text of strangers on a page', () => {
  it.each([
    ['order-\u202e1001', 'order-\\u202e1001'],
    ['\u2066left\u2069', '\\u2066left\\u2069'],
    ['\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['tag\u{e0041}', 'tag\\udb40\\udc41'],
    ['\u0000\u001b[2J\u0085', '\\u0000\\u001b[2J\\u0085'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['half \ud83d', 'half \\ud83d'],
    ['two\nlines\tand <b>markup</b> ü 😀 עברית', 'two\nlines\tand <b>markup</b> ü 😀 עברית'],
  ])('%j shows as %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('a line of a list', () => {
  it('has the beginning of a long text, and all of a short one', () => {
    expect(shortly('12345', 5)).toBe('12345')
    expect(shortly('123\u202e456', 5)).toBe('123\\u202e4…')
  })
})
