import { describe, expect, it } from 'vitest'
import { parseContentType } from '../../lib/messaging/content-type.ts'
import { isUriReference } from '../../lib/messaging/uri.ts'

const MILLION = 1_000_000

describe('a megabyte of text is decided on at once', () => {
  it.each([';a=b', ' ', ';', ' ;', ';a="\\a', ';a=a', '\t;a="b"'])('as a content type of %j', (part) => {
    const start = performance.now()
    parseContentType(`a/b${part.repeat(MILLION / part.length)}\u0000`)
    expect(performance.now() - start).toBeLessThan(250)
  })

  it.each(['a', '//', '//a:', 'a:', '%41', '//[:', '?', '/', '/a@'])('as a URI of %s', (part) => {
    const start = performance.now()
    isUriReference(`${part.repeat(MILLION / part.length)} `)
    expect(performance.now() - start).toBeLessThan(250)
  })
})
