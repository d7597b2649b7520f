import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  causeFrom,
  causeOf,
  deadLetterMessage,
  originOf,
  withoutDeath,
} from '../../../lib/messaging/dead-letter/dead-letter.ts'
import { REFUSED_BY_SQS } from '../../../lib/messaging/sqs-characters.ts'
import { fakeRandom } from '../../support/fake-clock.ts'

const ORIGIN = { subscription: 'billing', messageId: 'm-1', sentAt: 1_000, attempts: 3 }
const record = (attributes: Record<string, string> = {}, body = 'body') => ({
  ...{ messageId: 'm-1', receiptHandle: 'r-1', sentAt: 1_000, receiveCount: 3 },
  attributes,
  body,
})
const letter = (attributes: Record<string, string>, cause = causeFrom('CODE', 'text'), ordered = false) =>
  deadLetterMessage(fakeRandom(), record(attributes), ORIGIN, cause, ordered)

describe('a dead letter', () => {
  it('has the body and the attributes of its message, its cause and its origin', () => {
    const message = letter({ type: 't', source: '/s' })
    expect(message.body).toBe('body')
    expect(withoutDeath(message.attributes)).toEqual({ type: 't', source: '/s' })
    expect(causeOf(message.attributes)).toEqual({ code: 'CODE', text: 'text' })
    expect(originOf(message.attributes)).toEqual(ORIGIN)
    expect(message).not.toHaveProperty('groupId')
  })

  it('has a fresh group and deduplication id on an ordered queue', () => {
    const random = fakeRandom()
    const messages = [1, 2].map(() => deadLetterMessage(random, record(), ORIGIN, causeFrom('C', ''), true))
    expect(new Set(messages.map(({ deduplicationId }) => deduplicationId)).size).toBe(2)
    expect(new Set(messages.map(({ groupId }) => groupId)).size).toBe(2)
  })

  it('that dies again has the latest cause only', () => {
    const again = letter(letter({ type: 't' }).attributes, causeFrom('SECOND', 'time'))
    expect(causeOf(again.attributes)).toEqual({ code: 'SECOND', text: 'time' })
    expect(withoutDeath(again.attributes)).toEqual({ type: 't' })
  })

  it('has ten attributes at most, none of them empty', () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, 'x']))
    expect(Object.keys(letter(many).attributes)).toHaveLength(10)
    expect(letter(many).attributes).toHaveProperty('cause')
    expect(letter({ bytes: '' }).attributes).not.toHaveProperty('bytes')
  })

  it('fits SQS whatever was thrown', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.string({ unit: 'grapheme' }))
    const anyError = fc
      .tuple(anyText, anyText)
      .map(([name, message]) => Object.assign(new Error(message), { name }))
    const anyThrown = fc.oneof(anyError, anyText, fc.anything({ withNullPrototype: true, withBigInt: true }))
    fc.assert(
      fc.property(anyText, anyThrown, (code, thrown) => {
        const cause = causeFrom(thrown instanceof Error ? thrown.name : code, thrown)
        expect(Buffer.byteLength(cause.text)).toBeLessThanOrEqual(1024)
        const { attributes } = letter({}, cause)
        for (const value of Object.values(attributes)) {
          expect(value.search(REFUSED_BY_SQS)).toBe(-1)
          expect(value.length).toBeGreaterThan(0)
        }
        expect(Buffer.byteLength(attributes['cause'] ?? '')).toBeLessThanOrEqual(1024 + 66)
        expect(causeOf(attributes)).toEqual(cause)
      }),
      { numRuns: 300 },
    )
  })

  it('cuts a long text between characters', () => {
    const { text } = causeFrom('C', '😀'.repeat(1_000))
    expect(text).toBe(`${'😀'.repeat(255)}…`)
    expect(causeFrom('C', 'é'.repeat(512)).text).toBe('é'.repeat(512))
  })

  it.each([
    ['none', {}],
    ['one that is not JSON', { origin: 'elsewhere' }],
    ['one of another shape', { origin: '{"sentAt":"yesterday"}' }],
    ['one without attempts', { origin: '{"sentAt":1}' }],
    ['one without a time', { origin: '{"attempts":1}' }],
    ['one with a time that is none', { origin: '{"attempts":1,"sentAt":"1"}' }],
    ['one that reaches for a prototype', { origin: '{"__proto__":{},"sentAt":1,"attempts":1}' }],
    ['null', { origin: 'null' }],
  ])('of another sender has no origin: %s', (_name, attributes) => {
    expect(originOf(attributes)).toBeUndefined()
  })
})

describe('a cause', () => {
  it.each([
    ['an error', new TypeError('no such thing'), 'no such thing'],
    ['text', 'plain', 'plain'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), 'object'],
    ['an error whose message is not text', Object.assign(new Error('x'), { message: 42 }), '42'],
  ])('of %s has its text', (_name, thrown, text) => {
    expect(causeFrom('C', thrown).text).toBe(text)
  })

  it('has a code of plain characters', () => {
    expect(causeFrom('My: error\u0000', '').code).toBe('My__error_')
    expect(causeFrom('', '').code).toBe('UNNAMED')
    expect(causeFrom('x'.repeat(65), '').code).toBe('x'.repeat(64))
  })

  it('shows what SQS would refuse as a replacement character', () => {
    expect(causeFrom('C', 'a\u0000b').text).toBe('a\uFFFDb')
  })

  it.each([
    [{}, undefined],
    [{ cause: 'alone' }, { code: 'alone', text: '' }],
    [{ cause: ': no code' }, { code: '', text: 'no code' }],
    [{ cause: 'C: one: two' }, { code: 'C', text: 'one: two' }],
  ])('is read from the attributes %j, whoever wrote them', (attributes, cause) => {
    expect(causeOf(attributes as Record<string, string>)).toEqual(cause)
  })
})
