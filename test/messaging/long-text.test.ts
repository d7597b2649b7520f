import { describe, expect, it } from 'vitest'
import { parseContentType } from '../../lib/messaging/content-type.ts'
import { isUriReference } from '../../lib/messaging/uri.ts'

const MILLION = 1_000_000

/** The quickest of three, since a machine may be busy with something else. */
function milliseconds(decide: () => unknown): number {
  const taken = [1, 2, 3].map(() => {
    const start = performance.now()
    decide()
    return performance.now() - start
  })
  return Math.min(...taken)
}

describe('a megabyte of text is decided on at once', () => {
  it.each([';a=b', ' ', ';', ' ;', ';a="\\a', ';a=a', '\t;a="b"'])('as a content type of %j', (part) => {
    const text = `a/b${part.repeat(MILLION / part.length)}\u0000`
    expect(milliseconds(() => parseContentType(text))).toBeLessThan(250)
  })

  it.each(['a', '//', '//a:', 'a:', '%41', '//[:', '?', '/', '/a@'])('as a URI of %s', (part) => {
    const text = `${part.repeat(MILLION / part.length)} `
    expect(milliseconds(() => isUriReference(text))).toBeLessThan(250)
  })
})
