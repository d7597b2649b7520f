import { describe, expect, it } from 'vitest'
import { headerFields } from '../../lib/messaging/http.ts'

describe('header fields', () => {
  it('have lower-case names, and the values of one name joined', () => {
    expect(headerFields({ Accept: ['text/html', 'text/plain'], accept: ['*/*'], 'Ce-Id': ['1'] })).toEqual({
      accept: 'text/html, text/plain, */*',
      'ce-id': '1',
    })
  })

  it.each([
    ['Idempotency-Key', ''],
    ['Content-Type', '/datacontenttype'],
    ['ce-id', '/id'],
  ])('that mean one thing come once: %s', (name, pointer) => {
    const twice = { [name]: ['a'], [name.toUpperCase()]: ['a'] }
    for (const fields of [{ [name]: ['a', 'a'] }, twice]) {
      expect(() => headerFields(fields)).toThrow(
        expect.objectContaining({
          kind: 'malformed-request',
          message: `The header ${name.toLowerCase()} is there 2 times. Send it once.`,
          errors: [{ pointer, detail: 'is there more than once' }],
        }),
      )
    }
  })
})
