import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { checkValue } from '../../console/src/schema/check-value.ts'
import { initialValue } from '../../console/src/schema/initial-value.ts'
import type { Schema } from '../../console/src/schema/json-schema.ts'
import { jsonOf, numberOf, Unreadable } from '../../console/src/schema/unreadable.ts'
import { jsonSchema } from '../../lib/topology/json-schema.ts'

const order = z.object({
  orderId: z.string().min(1).max(8),
  currency: z.enum(['EUR', 'USD']),
  note: z.string().nullable(),
  lines: z
    .array(z.object({ sku: z.string(), quantity: z.int().positive() }))
    .min(1)
    .max(2),
  'a/b': z.boolean().optional(),
})

const GOOD = { orderId: 'o-1', currency: 'EUR', note: null, lines: [{ sku: 'tea', quantity: 1 }] }

function faultsOf(schema: z.ZodType, value: unknown): readonly string[] {
  const root = jsonSchema('here', schema) as Schema
  return checkValue(root, value).map(({ pointer, detail }) => `${pointer} ${detail}`)
}

describe('a form says before it is sent', () => {
  test('nothing of what fits', () => {
    expect(faultsOf(order, GOOD)).toEqual([])
    expect(faultsOf(order, { ...GOOD, note: 'x', 'a/b': true })).toEqual([])
  })

  test.each([
    [{ ...GOOD, orderId: undefined }, '/orderId is missing'],
    [{ ...GOOD, orderId: '' }, '/orderId is empty'],
    [{ ...GOOD, orderId: 'far too long' }, '/orderId is longer than 8 characters'],
    [{ ...GOOD, currency: 'GBP' }, '/currency is none of "EUR", "USD"'],
    [{ ...GOOD, note: 5 }, '/note is not of type string or null'],
    [{ ...GOOD, lines: [] }, '/lines has fewer than 1 item'],
    [{ ...GOOD, lines: [{ sku: 'tea', quantity: 0 }] }, '/lines/0/quantity is not more than 0'],
    [{ ...GOOD, lines: [{ sku: 'tea', quantity: 1.5 }] }, '/lines/0/quantity is not of type integer'],
    [{ ...GOOD, 'a/b': 'yes' }, '/a~1b is not of type boolean'],
    [{ ...GOOD, orderId: new Unreadable('{', 'JSON') }, '/orderId is not JSON'],
    ['text', ' is not of type object'],
  ])('where a value does not fit', (value, fault) => {
    expect(faultsOf(order, value)).toEqual([fault])
  })

  test('that none of the alternatives fits', () => {
    const schema = z.union([z.string(), z.object({ a: z.string() })])
    expect(faultsOf(schema, 5)).toEqual([' fits none of the 2 alternatives'])
    expect(faultsOf(schema, { a: 'x' })).toEqual([])
  })

  test('of what may be null that it is neither', () => {
    const schema = z.object({ to: z.object({ city: z.string() }).nullable() })
    expect(faultsOf(schema, { to: null })).toEqual([])
    expect(faultsOf(schema, { to: {} })).toEqual(['/to/city is missing'])
  })

  test('what is wrong behind a reference, however deep', () => {
    const node = z.object({
      name: z.string().min(1),
      get inside() {
        return z.array(node).optional()
      },
    })
    const tree = { name: 'a', inside: [{ name: 'b', inside: [{ name: '' }] }] }
    expect(faultsOf(z.object({ 'a%b': node }), { 'a%b': tree })).toEqual([
      '/a%b/inside/0/inside/0/name is empty',
    ])
  })

  test('that of alternatives told apart none, or more than one, fits', () => {
    const schema: Schema = { oneOf: [{ type: 'number' }, { minimum: 5 }] }
    expect(checkValue(schema, 4)).toEqual([])
    expect(checkValue(schema, 6)).toEqual([
      { pointer: '', detail: 'does not fit exactly one of the 2 alternatives' },
    ])
  })

  test('nothing of a pattern that it cannot read', () => {
    const schema: Schema = { type: 'string', pattern: '(?i)tea' }
    expect(checkValue(schema, 'coffee')).toEqual([])
  })

  test('no more than the endpoint does: what zod takes, it takes', () => {
    const value = fc.record({
      orderId: fc.string({ maxLength: 9 }),
      currency: fc.constantFrom('EUR', 'USD', 'GBP'),
      note: fc.option(fc.string()),
      lines: fc.array(
        fc.record({ sku: fc.string(), quantity: fc.oneof(fc.integer(), fc.double({ noNaN: true })) }),
        { maxLength: 3 },
      ),
    })
    fc.assert(
      fc.property(value, (it) => {
        if (order.safeParse(it).success) expect(faultsOf(order, it)).toEqual([])
      }),
    )
  })
})

describe('what is typed', () => {
  test('is a number, nothing, or kept until it is a number', () => {
    expect(numberOf(' 1.50 ')).toBe(1.5)
    expect(numberOf('')).toBeUndefined()
    expect(numberOf('12a')).toEqual(new Unreadable('12a', 'a number'))
  })

  test('is JSON, nothing, or kept until it is JSON', () => {
    expect(jsonOf('{"a":[1]}')).toEqual({ a: [1] })
    expect(jsonOf(' ')).toBeUndefined()
    expect(jsonOf('{"a"')).toEqual(new Unreadable('{"a"', 'JSON'))
  })

  test('goes into JSON as its text', () => {
    expect(JSON.stringify({ a: new Unreadable('12a', 'a number') })).toBe('{"a":"12a"}')
  })
})

test('something new begins with what it must have', () => {
  const root = jsonSchema('here', order) as Schema
  expect(initialValue(root, root)).toEqual({ orderId: '', currency: 'EUR', note: null, lines: [] })
})
