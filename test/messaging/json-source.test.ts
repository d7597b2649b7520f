import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonMembers, parseJson } from '../../lib/messaging/json-source.ts'
import { anyJsonText, anyNumberText } from './support/any-event.ts'

/** Each stands in the text where it says. */
function membersWithoutPlace(text: string): { key: string | undefined; source: string }[] {
  return jsonMembers(text).map(({ key, at, source }) => {
    expect(text.slice(at, at + source.length)).toBe(source)
    return { key, source }
  })
}

describe('the members of JSON text', () => {
  it('are those that JSON.parse sees, in order, each with its own source', () => {
    fc.assert(
      fc.property(fc.array(anyJsonText, { maxLength: 5 }), (elements) => {
        const text = `[ ${elements.join(' ,\n')} ]`
        expect(membersWithoutPlace(text)).toEqual(
          elements.map((source) => ({ key: undefined, source: source.trim() })),
        )
      }),
    )
  })

  it('have the keys of the object', () => {
    const anyMember = fc.tuple(fc.string({ unit: 'binary' }), anyJsonText)
    fc.assert(
      fc.property(fc.array(anyMember, { maxLength: 5 }), (members) => {
        const text = `{${members.map(([key, value]) => `${JSON.stringify(key)} : ${value}`).join()}}`
        expect(membersWithoutPlace(text)).toEqual(
          members.map(([key, source]) => ({ key, source: source.trim() })),
        )
      }),
    )
  })

  it('keep the text of numbers', () => {
    fc.assert(
      fc.property(anyNumberText, (number) => {
        expect(jsonMembers(`[${number}]`)).toEqual([{ key: undefined, at: 1, source: number }])
      }),
    )
  })

  it.each(['{}', '[]', ' { } ', '\n[\t]'])('are none in %j', (text) => {
    expect(jsonMembers(text)).toEqual([])
  })

  it('are not misled by brackets and quotes within strings', () => {
    expect(jsonMembers('{"a}":"]\\"}", "b\\\\":[["}"]]}')).toEqual([
      { key: 'a}', at: 6, source: '"]\\"}"' },
      { key: 'b\\', at: 20, source: '[["}"]]' },
    ])
  })
})

describe('parsing', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(anyJsonText, (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    '{"__proto__":{}}',
    '[{"a":{"__proto__":1}}]',
    '{"\\u005f\\u005fproto\\u005F_":{}}',
    '{"constructor":{"prototype":{}}}',
    '\uFEFF{}',
    '\uFEFF\uFEFF{}',
  ])('rejects %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })

  it('lets the words themselves through', () => {
    expect(parseJson('["__proto__", {"constructor":"Ford"}]')).toEqual(['__proto__', { constructor: 'Ford' }])
  })
})
