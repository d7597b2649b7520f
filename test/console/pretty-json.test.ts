import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPieces, prettyJson, prettyPieces } from '../../console/src/pages/dead-letter/pretty-json.ts'

const masked = (json: string, pointers: readonly string[]) =>
  prettyPieces(json, pointers).filter((piece) => piece.masked)

describe('pretty JSON', () => {
  it('is indented as JSON.stringify does it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(JSON.parse(prettyJson(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    const value = { a: [1, [], {}, [[2]], { b: 'x, y: {"z"}' }], c: {}, '': null }
    expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2))
  })

  it('keeps numbers, escapes and repeated keys as they were written', () => {
    const pretty = prettyJson('{"n":9007199254740993,"n":1.0,"t":"\\u0041\\"","e":-1E+2}')
    expect(pretty).toBe('{\n  "n": 9007199254740993,\n  "n": 1.0,\n  "t": "\\u0041\\"",\n  "e": -1E+2\n}')
  })

  it('takes single values, and space where it may be', () => {
    expect(prettyJson(' "text" ')).toBe('"text"')
    expect(prettyJson('\n[ 1 ,\r\n2 ] ')).toBe('[\n  1,\n  2\n]')
  })

  it('shows characters without a shape as escapes that mean the same', () => {
    const json = JSON.stringify({ '\u202ekey': 'a\u200bb\u{e0041}' })
    const pretty = prettyJson(json)
    expect(pretty).toBe('{\n  "\\u202ekey": "a\\u200bb\\udb40\\udc41"\n}')
    expect(JSON.parse(pretty)).toEqual(JSON.parse(json))
  })

  it('refuses what is not JSON', () => {
    expect(() => prettyJson('{"a":1')).toThrow(SyntaxError)
    expect(() => prettyJson('{} <script>')).toThrow(SyntaxError)
  })

  it('stays small and quick however deep or long a document is', () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    expect(prettyJson(deep).length).toBeLessThan(deep.length * 70)
    const long = JSON.stringify({ text: '\\"'.repeat(100_000) })
    expect(JSON.parse(prettyJson(long))).toEqual(JSON.parse(long))
  })

  it('cuts masked values out, wherever they are', () => {
    const json = '{"card":"masked:1","lines":[{"sku":"s"},{"a/b~":"masked:2"}],"":["masked:3"]}'
    expect(masked(json, ['/card', '/lines/1/a~1b~0', '//0'])).toEqual([
      { text: '"masked:1"', masked: true },
      { text: '"masked:2"', masked: true },
      { text: '"masked:3"', masked: true },
    ])
    const whole = prettyPieces(json, ['/card']).map(({ text }) => text)
    expect(whole.join('')).toBe(prettyJson(json))
  })

  it('marks a whole document, and nothing that only looks masked', () => {
    expect(prettyPieces('"masked:1"', [''])).toEqual([{ text: '"masked:1"', masked: true }])
    expect(masked('{"a":"masked:1"}', ['/b'])).toEqual([])
    expect(masked('{"masked:1":1}', [''])).toEqual([])
  })

  it('is cut at so many characters, mask or not', () => {
    const pieces = prettyPieces('["masked:1",2]', ['/0'])
    expect(cutPieces(pieces, Number.POSITIVE_INFINITY)).toEqual(pieces)
    expect(cutPieces(pieces, 7)).toEqual([
      { text: '[\n  ', masked: false },
      { text: '"ma', masked: true },
    ])
  })
})
