import { describe, expect, it } from 'vitest'
import { pointerTo, valueAt } from '../../lib/messaging/json-pointer.ts'
import { bounded, printable, quote } from '../../lib/messaging/printable.ts'

describe('text of strangers', () => {
  it.each([
    ['a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['\u007f\u0000\r', '\\u007f\\u0000\\u000d'],
    ['\u202Eevil\u2066\u2028', '\\u202eevil\\u2066\\u2028'],
    ['\uD800', '\\ud800'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['ü 😀', 'ü 😀'],
  ])('%j becomes visible', (text, visible) => {
    expect(printable(text)).toBe(visible)
  })

  it('is cut short where it is long', () => {
    expect(bounded('12345', 5)).toBe('12345')
    expect(bounded('123456', 5)).toBe('1234…')
  })

  it.each([
    [undefined, 'missing'],
    ['text', "'text'"],
    [7, "'7'"],
    [{ a: [null] }, `'{"a":[null]}'`],
    ['x'.repeat(61), `'${'x'.repeat(59)}…'`],
  ])('%j is quoted as %s', (value, quoted) => {
    expect(quote(value)).toBe(quoted)
  })
})

describe('a JSON Pointer', () => {
  const document = { a: { 'b/c': [10, { '~': 'deep' }] }, '': 'empty', '~1': 'escaped', n: null, t: 'text' }

  it.each([
    ['', document],
    ['/a/b~1c/0', 10],
    ['/a/b~1c/1/~0', 'deep'],
    ['/~01', 'escaped'],
    ['/', 'empty'],
    ['/n', null],
    ['/n/x', undefined],
    ['/t/length', undefined],
    ['/a/toString', undefined],
    ['/a/b~1c/length', 2],
    ['/missing/more', undefined],
  ])('%j names its value', (pointer, value) => {
    expect(valueAt(document, pointer)).toEqual(value)
  })

  it('is written of any keys', () => {
    expect(pointerTo([])).toBe('')
    expect(pointerTo(['a', 0, 'b/c', '~1~'])).toBe('/a/0/b~1c/~01~0')
  })
})
