import { describe, expect, it } from 'vitest'
import { checkJsonLimits } from '../../lib/messaging/json-limits.ts'

const LIMITS = { depth: 3, values: 8 }

describe('the limits of a JSON text', () => {
  it.each([
    '[[[1]]]',
    '{"a":{"b":{"c":1}}}',
    '[1,2,3,4,5,6,7]',
    '[[],[],[]]',
    '"[[[[,,,,,,,,"',
    '["\\"[[[[",1]',
    '{"[[[[":1}',
  ])('allow %s', (text) => {
    expect(() => checkJsonLimits(text, LIMITS)).not.toThrow()
  })

  it.each([
    ['[[[[1]]]]', 'deeper than 3'],
    ['{"a":[{"b":[', 'deeper than 3'],
    ['[[[]],[[[', 'deeper than 3'],
    ['[1,2,3,4,5,6,7,8]', 'more than 8 values'],
    [',,,,,,,,', 'more than 8 values'],
    ['["\\\\",[[[', 'deeper than 3'],
  ])('forbid %s', (text, reason) => {
    expect(() => checkJsonLimits(text, LIMITS)).toThrow(reason)
  })

  it.each(['"unclosed', '"\\', ']]]]', ''])('leave it to the parser that %j is not JSON', (text) => {
    expect(() => checkJsonLimits(text, LIMITS)).not.toThrow()
  })
})
