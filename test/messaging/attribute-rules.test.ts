import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAttribute } from '../../lib/messaging/attribute-rules.ts'
import { anyAttributeText } from './support/any-event.ts'

describe('an attribute', () => {
  it.each([
    ['subject', 'any ünicode 😀 text'],
    ['time', '2026-01-31T12:00:00Z'],
    ['time', '2026-01-31t12:00:00.123456789+05:30'],
    ['flag', true],
    ['count', 2_147_483_647],
    ['count', -2_147_483_648],
    ['x1', 'x'],
    ['a'.repeat(255), 'x'],
  ])('%s may be %j', (name, value) => {
    expect(() => checkAttribute(name, value)).not.toThrow()
  })

  it.each([
    ['Subject', 'x', 'is not an attribute name'],
    ['sub-ject', 'x', 'is not an attribute name'],
    ['', 'x', 'is not an attribute name'],
    ['a'.repeat(256), 'x', 'is not an attribute name'],
    ['data', 'x', 'is not an attribute'],
    ['count', 2_147_483_648, '32-bit'],
    ['count', -2_147_483_649, '32-bit'],
    ['count', 1.5, '32-bit'],
    ['id', 1, 'must be a string'],
    ['type', true, 'must be a string'],
    ['ext', null, 'must be a string'],
    ['ext', ['x'], 'must be a string'],
    ['ext', undefined, 'missing'],
    ['ext', '', 'must not be empty'],
    ['ext', 'a\u0000', 'control'],
    ['ext', 'a\u0085', 'control'],
    ['ext', '\uD800', 'non-character'],
    ['ext', '\uFFFE', 'non-character'],
    ['ext', '\uFDD0', 'non-character'],
    ['ext', '\u{1FFFF}', 'non-character'],
    ['datacontenttype', 'text', 'RFC 2046'],
    ['time', 'yesterday', 'RFC 3339'],
    ['time', '2026-01-31', 'RFC 3339'],
    ['time', '2026-13-01T00:00:00Z', 'RFC 3339'],
    ['time', '2026-01-31T12:00:00', 'RFC 3339'],
  ])('rejects %s as %j', (name, value, reason) => {
    expect(() => checkAttribute(name, value)).toThrow(reason)
  })

  it('holds any text of characters', () => {
    fc.assert(
      fc.property(anyAttributeText, (text) => {
        checkAttribute('ext', text)
      }),
    )
  })
})
