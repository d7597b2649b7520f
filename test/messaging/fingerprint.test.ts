import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event, EventAttributes } from '../../lib/messaging/event.ts'
import { digest, eventKey, fingerprint } from '../../lib/messaging/fingerprint.ts'
import { AN_EVENT, anyEvent } from './support/any-event.ts'

const withData = (json: string): Event => ({ ...AN_EVENT, data: { json } })
const withAttributes = (more: Partial<EventAttributes>): Event => ({
  ...AN_EVENT,
  attributes: { ...AN_EVENT.attributes, ...more } as EventAttributes,
})

describe('a fingerprint', () => {
  it.each([
    ['time', { time: '2026-01-01T00:00:00Z' }],
    ['trace', { traceparent: '00-1-2-01', tracestate: 'a=b' }],
    ['causation', { causationid: 'c' }],
    ['id and source, which are the key', { id: 'other', source: '/other' }],
    ['extensions', { xtenant: 'a' }],
    ["the bus's own name of a schema", { dataschema: 'urn:omnibus:schema:orders:order.placed:1' }],
  ])('ignores %s', (_name, more) => {
    expect(fingerprint(withAttributes(more))).toBe(fingerprint(AN_EVENT))
  })

  it.each([
    ['type', { type: 'other' }],
    ['subject', { subject: 'a' }],
    ['datacontenttype', { datacontenttype: 'application/json' }],
    ['dataschema', { dataschema: 'urn:example:schema' }],
    ['partitionkey', { partitionkey: 'p' }],
  ])('covers %s', (_name, more) => {
    expect(fingerprint(withAttributes(more))).not.toBe(fingerprint(AN_EVENT))
  })

  it('tells one attribute from another with the same value', () => {
    expect(fingerprint(withAttributes({ subject: 'x' }))).not.toBe(
      fingerprint(withAttributes({ dataschema: 'x' })),
    )
  })

  it.each([
    ['white space', '{"a":1,"b":[1,2]}', ' {\n"a" : 1 ,\t"b":[ 1,2 ]} '],
    ['the order of members', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['the order of numeric members', '{"2":1,"10":2,"a":3}', '{"a":3,"10":2,"2":1}'],
    ['how a character is escaped', '"é/"', '"\\u00e9\\/"'],
    ['an earlier member of the same name', '{"a":1}', '{"a":2,"a":1}'],
  ])('ignores %s', (_name, one, other) => {
    expect(fingerprint(withData(one))).toBe(fingerprint(withData(other)))
  })

  it.each([
    ['numbers that only doubles confuse', '9007199254740993', '9007199254740992'],
    ['the texts of a number', '1.0', '1'],
    ['a number and its text', '1', '"1"'],
    ['the order of elements', '[1,2]', '[2,1]'],
    ['null and an absent member', '{"a":null}', '{}'],
    ['text that looks like a number within an object', '{"a":"1"}', '{"a":1}'],
  ])('tells apart %s', (_name, one, other) => {
    expect(fingerprint(withData(one))).not.toBe(fingerprint(withData(other)))
  })

  it('tells bytes from JSON and from nothing', () => {
    const variants: Event[] = [
      withData('1234'),
      { ...AN_EVENT, data: { base64: '1234' } },
      withData('"1234"'),
      withData('null'),
      { ...AN_EVENT, data: { base64: '' } },
      { attributes: AN_EVENT.attributes },
    ]
    expect(new Set(variants.map(fingerprint)).size).toBe(variants.length)
  })

  it('is of the data, not of how it was written, for any event', () => {
    fc.assert(
      fc.property(anyEvent, ({ attributes, data }) => {
        fc.pre(data !== undefined && 'json' in data)
        const json = (data as { json: string }).json
        expect(fingerprint({ attributes, data: { json: `\n ${json}\t` } })).toBe(
          fingerprint({ attributes, data: { json } }),
        )
      }),
    )
  })
})

describe('an event key', () => {
  it('does not confuse where source ends and id begins', () => {
    expect(eventKey('/a', 'b')).not.toBe(eventKey('/ab', ''))
    expect(eventKey('/a","', 'b')).not.toBe(eventKey('/a', '","b'))
  })

  it('tells an absent part of a digest from an empty one', () => {
    expect(digest([undefined])).not.toBe(digest(['']))
    expect(digest([])).not.toBe(digest([undefined]))
  })
})
